"""What deploy/ ships is well-formed, and agrees with the app and with itself."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from pages.lab import frame
from pages.lab.server import door, files, metrics
from tests.browser.serving import ROOT
from tests.server.replicas import certificate, configuration, listening_for_https

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted(DEPLOY.glob("kubernetes/*.yaml"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
README = (DEPLOY / "README.md").read_text()


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / tool), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=DEPLOY)


def test_the_dockerfile_passes_its_linter(tmp_path: Path):
    assert (result := run("hadolint", "Dockerfile")).returncode == 0, result.stdout
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.replace("3.11.14-slim-bookworm", "latest"))
    assert run("hadolint", tmp_path / "Dockerfile").returncode != 0


def test_the_compose_file_follows_its_schema(tmp_path: Path):
    check = ("check-jsonschema", "--builtin-schema", "vendor.compose-spec")
    assert (result := run(*check, "compose.yaml")).returncode == 0, result.stdout
    (tmp_path / "compose.yaml").write_text((DEPLOY / "compose.yaml").read_text().replace("read_only", "readonly"))
    assert run(*check, tmp_path / "compose.yaml").returncode != 0


def test_the_kubernetes_manifests_follow_their_schemas(tmp_path: Path):
    check = ("kubernetes-validate", "--strict", "--kubernetes-version", "1.34")
    kinds = [path for path in MANIFESTS if path.name != "kustomization.yaml"]
    assert (result := run(*check, *kinds)).returncode == 0, result.stdout + result.stderr
    (tmp_path / "wrong.yaml").write_text((DEPLOY / "kubernetes/deployment.yaml").read_text().replace("preStop", "pre"))
    assert run(*check, tmp_path / "wrong.yaml").returncode != 0


def test_nginx_accepts_its_configuration(tmp_path: Path):
    command = configuration(tmp_path, 8080, [8501, 8502])
    result = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "[warn]" not in result.stderr


def test_compose_does_not_hash_consistently_since_its_processes_share_one_host_name():
    """With a real name server in tests/long/test_names.py, which needs a newer nginx than Debian's."""
    assert re.findall(r"server (\S+) resolve", (DEPLOY / "nginx/replicas.conf").read_text()) == ["lab:8501"]
    assert re.findall(r"hash (.*?);", (DEPLOY / "nginx/nginx.conf").read_text()) == ["$learner"]


def test_https_works_as_the_readme_describes_it(tmp_path: Path):
    (block,) = re.findall(r"^```yaml\n(ports:.*?)^```", README, re.M | re.S)
    listening, changed = listening_for_https(), yaml.safe_load(block)
    shipped = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["nginx"]
    assert (DEPLOY / "nginx/listen.conf").read_text() in listening
    plain, secure = re.findall(r"listen (\d+)", listening)
    assert f"http://127.0.0.1:{plain}/_stcore/health" in shipped["healthcheck"]["test"]
    assert changed["ports"] == [f"{secure}:{secure}"]
    assert changed["volumes"][:-1] == shipped["volumes"]
    assert changed["volumes"][-1].split(":")[1:] == ["/certificates", "ro"]

    certificate(tmp_path)
    command = configuration(tmp_path, 8080, [8501])
    (tmp_path / "conf/listen.conf").write_text(listening.replace("/certificates", str(tmp_path)))
    result = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    secret = documents()["Ingress unrolled"]["spec"]["tls"][0]["secretName"]
    assert f"kubectl create secret tls {secret} " in README


@cache
def documents() -> dict[str, dict]:
    """Every manifest by its kind and name."""
    found = (one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text()))
    return {f"{one['kind']} {one.get('metadata', {}).get('name', '')}": one for one in found}


def test_the_manifests_name_each_other_rightly():
    all_of_them = documents()
    listed = all_of_them["Kustomization "]["resources"]
    assert sorted(listed) == [path.name for path in MANIFESTS if path.name != "kustomization.yaml"]
    deployment = all_of_them["Deployment unrolled"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    container = deployment["template"]["spec"]["containers"][0]
    service = all_of_them["Service unrolled"]["spec"]
    assert labels == deployment["selector"]["matchLabels"] == service["selector"]
    assert labels == all_of_them["PodDisruptionBudget unrolled"]["spec"]["selector"]["matchLabels"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert f"EXPOSE {ports[service['ports'][0]['targetPort']]}\n" in DOCKERFILE
    scaled = all_of_them["HorizontalPodAutoscaler unrolled"]["spec"]["scaleTargetRef"]
    assert f"{scaled['kind']} {scaled['name']}" in all_of_them
    for path in all_of_them["Ingress unrolled"]["spec"]["rules"][0]["http"]["paths"]:
        assert path["backend"]["service"] == {"name": "unrolled", "port": {"name": service["ports"][0]["name"]}}
    assert f"USER {deployment['template']['spec']['securityContext']['runAsUser']}\n" in DOCKERFILE


def let_in(path: str) -> bool:
    """Whether the Ingress routes a path to the lab, as Traefik compares paths."""
    rules = documents()["Ingress unrolled"]["spec"]["rules"][0]["http"]["paths"]
    exact = {rule["path"] for rule in rules if rule["pathType"] == "Exact"}
    return path in exact or path.startswith(tuple(rule["path"] for rule in rules if rule["pathType"] == "Prefix"))


def test_the_ingress_lets_in_the_pages_and_what_they_load():
    pages = ["/" if script == "app.py" else f"/{Path(script).stem}" for script in frame.PAGES]
    ours = [files.address("browser", "chart.js"), files.address("plotly", "plotly.min.js")]
    linked = [f"/{path}" for path in re.findall(r'(?:src|href)="\./([^"]+)"', files.page().decode())]
    loaded = [path for path in linked if not path.startswith(door._CLOSED)]
    assert "/favicon.png" in loaded
    assert [path for path in [*pages, *ours, *loaded, *door._OPEN] if not let_in(path)] == []


@pytest.mark.parametrize("path", [metrics.ADDRESS, *door._CLOSED, "/_stcore/metrics", "/_stcore", "/chain/x", "/x"])
def test_the_ingress_lets_in_nothing_else(path: str):
    assert not let_in(path)


def pins() -> dict[str, str]:
    text = (DEPLOY / "constraints.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))


def test_the_image_gets_versions_that_the_app_allows():
    """That no version is missing is tested by tests/long/test_image.py, which installs them."""
    for line in (ROOT / "requirements.txt").read_text().split():
        wanted = Requirement(line)
        assert wanted.specifier.contains(pins()[wanted.name]), f"{wanted}, but {pins()[wanted.name]} is pinned"


@pytest.mark.parametrize("name", ["app.py", "pages", "rnn_core", ".streamlit/config.toml", "requirements.txt"])
def test_the_image_holds_what_the_app_needs(name: str):
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split("\n")
    assert "*" in ignored
    assert f"!{name}" in ignored
    assert (ROOT / name).exists()


def test_the_port_is_the_same_everywhere():
    ports = set(re.findall(r"EXPOSE (\d+)|STREAMLIT_SERVER_PORT=(\d+)|127\.0\.0\.1:(\d+)", DOCKERFILE))
    assert {port for found in ports for port in found if port} == {"8501"}
    assert "server lab:8501 " in (DEPLOY / "nginx/replicas.conf").read_text()
    assert "app_port: 8501\n" in README
    inside = re.search(r"listen (\d+);", (DEPLOY / "nginx/listen.conf").read_text())
    assert inside is not None
    assert (DEPLOY / "compose.yaml").read_text().count(f":{inside[1]}") == 2
