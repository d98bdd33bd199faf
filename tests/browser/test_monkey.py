"""Random actions while the server is killed and the network fails: nothing breaks, and the address tells what is seen.

The full size is in tests/long. For another monkey: SEED=5 ACTIONS=200 tests/run tests/long/test_monkey.py
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.monkey import HEIGHT, WIDTH, Monkey
from tests.browser.serving import Server, server
from tests.server.proxy import network


def let_loose(
    browser: Browser, mirror: Page, app: Server, seed: int, actions: int, checks: int, kills: int, failures: int
) -> None:
    """Let a monkey act; each of the last three says after how many actions. The mirror shows its address elsewhere."""
    with server() as mortal, network(mortal.port) as net:
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        monkey = Monkey(seed, context, mortal, net)
        try:
            for i in range(1, actions + 1):
                if i % kills == kills // 2 or i % failures == failures // 2:
                    monkey.fail(kill=i % kills == kills // 2)
                monkey.act()
                if i % checks == 0:
                    monkey.check(mirror, app)
        except Exception as error:
            raise AssertionError(f"{monkey.story()}\n{monkey.complaints}\n{error!r:.3000}") from None
        finally:
            context.close()


@pytest.mark.long
def test_fifteen_actions_of_a_monkey(browser: Browser, page: Page, app: Server):
    let_loose(browser, page, app, seed=1, actions=15, checks=15, kills=15, failures=10)
