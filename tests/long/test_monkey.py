"""A thousand random actions while the server is killed and the network fails; SEED and ACTIONS choose others."""

import os

from playwright.sync_api import Browser, Page

from tests.browser.serving import Server
from tests.browser.test_monkey import let_loose


def test_a_thousand_actions_of_a_monkey(browser: Browser, page: Page, app: Server):
    seed, actions = int(os.environ.get("SEED", "11")), int(os.environ.get("ACTIONS", "1000"))
    let_loose(browser, page, app, seed, actions, checks=20, kills=50, failures=25)
