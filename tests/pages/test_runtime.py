"""What is asked of Streamlit beyond its public names."""

import socket

from pages.lab import runtime


def test_the_server_and_its_connections_answer_at_once():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        before, _ = server.accept()
        runtime.answer_at_once()
        after = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        with before, after, accepted:
            for one in (server, before, client, accepted):
                assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert before.fileno() >= 0
