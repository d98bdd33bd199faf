"""What is asked of Streamlit beyond its public names, and how our own files reach the browser."""

from pages.lab import runtime


def test_a_file_has_another_address_once_it_has_changed(tmp_path):
    files = runtime.folder("files", tmp_path)
    addresses = []
    for text in ("one", "two"):
        (tmp_path / "script.js").write_text(text)
        addresses.append(runtime.served(files, "script.js"))
    assert addresses[0] != addresses[1]
    assert all(address.startswith("/component/") and "/script.js?" in address for address in addresses)
