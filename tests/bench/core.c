/* What rnn_core computes, as one would write it in C: the contestant of tests/bench/core.py.
   w holds Wx Wh Bx Wy By. Wh has no term of lag 9: its out_H has left the queue. */

#include <math.h>

enum { WINDOW = 10 };

static double slope(double h) { return (1.0 - h) * (1.0 + h); }

/* A frozen run: out_H (n), and every term of Wx, Wh and Bx, each (n, WINDOW), NaN where there is none. */
void every_term(long n, const double *w, double start, const double *X, const double *Y,
                double *out_H, double *for_Wx, double *for_Wh, double *for_Bx)
{
    double Wx = w[0], Wh = w[1], Bx = w[2], Wy = w[3], By = w[4];
    for (long t = 0; t < n; t++) {
        double h = out_H[t] = tanh(X[t] * Wx + (t ? out_H[t - 1] : start) * Wh + Bx);
        double path = (h * Wy + By - Y[t]) * Wy * slope(h);
        long row = t * WINDOW, lags = t + 1 < WINDOW ? t + 1 : WINDOW;
        for (long k = 0; k < lags; k++) {
            if (k) path = path * Wh * slope(out_H[t - k]);
            for_Wx[row + k] = path * X[t - k];
            for_Wh[row + k] = k == WINDOW - 1 ? NAN : path * (t > k ? out_H[t - k - 1] : start);
            for_Bx[row + k] = path;
        }
        for (long k = lags; k < WINDOW; k++) for_Wx[row + k] = for_Wh[row + k] = for_Bx[row + k] = NAN;
    }
}

/* Online training over a sequence of T values, round and round. record is (n, 12):
   out_H, loss, the five gradients, the five weights in force. */
void training(long n, long T, const double *w, double start, double eta, const double *X, const double *Y, double *record)
{
    double Wx = w[0], Wh = w[1], Bx = w[2], Wy = w[3], By = w[4], h = start;
    double slopes[WINDOW], inputs[WINDOW], befores[WINDOW]; /* of step j at place j % WINDOW */
    for (long t = 0; t < n; t++, record += 12) {
        long i = t % T, now = t % WINDOW, lags = t + 1 < WINDOW ? t + 1 : WINDOW;
        double before = h;
        h = tanh(X[i] * Wx + h * Wh + Bx);
        slopes[now] = slope(h), inputs[now] = X[i], befores[now] = before;
        double e = h * Wy + By - Y[i], path = e * Wy * slopes[now];
        double dWx = path * X[i], dWh = path * before, dBx = path;
        for (long k = 1, j = now; k < lags; k++) {
            j = j ? j - 1 : WINDOW - 1;
            path = path * Wh * slopes[j];
            dWx += path * inputs[j];
            if (k < WINDOW - 1) dWh += path * befores[j];
            dBx += path;
        }
        double row[12] = {h, 0.5 * (e * e), dWx, dWh, dBx, e * h, e, Wx, Wh, Bx, Wy, By};
        for (int c = 0; c < 12; c++) record[c] = row[c];
        Wx -= eta * dWx, Wh -= eta * dWh, Bx -= eta * dBx, Wy -= eta * (e * h), By -= eta * e;
    }
}

/* The mean loss of a sequence of T values for m values of Wh (rows) and n values of Wx (columns). */
void surface(long m, long n, long T, const double *w, double start, const double *X, const double *Y,
             const double *up, const double *across, double *losses)
{
    double Bx = w[2], Wy = w[3], By = w[4];
    for (long r = 0; r < m; r++)
        for (long c = 0; c < n; c++) {
            double h = start, squares = 0.0;
            for (long t = 0; t < T; t++) {
                h = tanh(X[t] * across[c] + h * up[r] + Bx);
                double e = h * Wy + By - Y[t];
                squares += e * e;
            }
            losses[r * n + c] = 0.5 * squares / T;
        }
}
