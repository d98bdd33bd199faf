"""Text from outside, from an address or a field: shown as it is, never run."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from pages.lab.session import OPENING
from tests.browser.seen import at_rest, open_at, session_of
from tests.browser.serving import Server

FOREIGN = [
    "<img src=x onerror=window.ran=1>", "[x](javascript:window.ran=1)", "![x](http://example.com/x.png)", "$\\LaTeX$",
    ":red[x]", ":material/home:", ":smile:", "a` [x](http://example.com) `b", "a\n\n# b",
]  # fmt: skip


def test_a_text_from_outside_is_shown_and_not_run(page: Page, app: Server, faults: list[str]):
    names = ["Wx", "Wh", "Bx", "Wy", "weight", "K", "eta", "seed", "task"]
    open_at(page, f"{app.url}/?" + "&".join(f"{n}={quote(text)}" for n, text in zip(names, FOREIGN, strict=True)))
    notices = page.locator(".st-key-notices")
    expect(notices.locator("code")).to_have_count(len(FOREIGN))
    for text in FOREIGN[:-2]:
        expect(notices).to_contain_text(text.replace("/home", "_home"))  # as Streamlit prepares it, but no icon
    field = page.get_by_role("textbox", name="Wh, exactly")
    field.fill("<b onclick=window.ran=1>1</b>")
    field.press("Enter")
    expect(notices).to_contain_text("<b onclick=window.ran=1>1</b>")
    at_rest(page)
    assert session_of(page) == OPENING
    assert notices.locator("code *, a, img, h1, b, .katex, [data-testid=stIconMaterial]").count() == 0
    assert page.evaluate("window.ran") is None
    assert faults == []
