"""What is asked of Streamlit beyond its public names, and how our own files reach the browser."""

import socket

from pages.lab import runtime


def test_the_server_and_its_connections_answer_at_once():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        before, _ = server.accept()
        runtime.answer_at_once.clear()
        runtime.answer_at_once()
        after = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        with before, after, accepted:
            for one in (server, before, client, accepted):
                assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert before.fileno() >= 0


def test_a_file_has_another_address_once_it_has_changed(tmp_path):
    files = runtime.folder("files", tmp_path)
    addresses = []
    for text in ("one", "two"):
        (tmp_path / "script.js").write_text(text)
        addresses.append(runtime.served(files, "script.js"))
    assert addresses[0] != addresses[1]
    assert all(address.startswith("/component/") and "/script.js?" in address for address in addresses)
