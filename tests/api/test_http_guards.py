"""What every request passes: host, origin, body limits, headers, and errors of one shape."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from urllib.parse import urlsplit

import pytest
from hall import hall

SHAPE = {"type", "title", "status", "detail", "code", "problems", "request_id"}


def raw(address, text):
    """The first bytes of the answer to a request that no client would send."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(text)
        return connection.recv(65536)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1", 404, "NO_SUCH_PATH"),
        ("GET", "/v1/none", 404, "NO_SUCH_PATH"),
        ("POST", "/v1/none", 404, "NO_SUCH_PATH"),
        ("POST", "/", 404, "NO_SUCH_PATH"),
        ("GET", "/none.html", 404, "NO_SUCH_PATH"),
        ("DELETE", "/v1/rooms", 405, "METHOD_NOT_ALLOWED"),
        ("PATCH", "/v1/configurations/cf_x", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/v1/rooms/rm_x", 404, "UNKNOWN_RECORD"),
        ("GET", "/v1/rooms?limit=x", 422, "MALFORMED_REQUEST"),
    ],
)
def test_every_error_is_a_problem_document(http, method, path, status, code):
    answer = http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert set(document) == SHAPE
    assert document["status"] == status
    assert document["type"] == f"urn:lampyris:problem:{code}"
    assert document["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/v1/luminaires", "/v1/none", "/docs", "/openapi.json"])
def test_every_answer_carries_the_headers_of_safety(http, path):
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src ")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert len(headers["x-request-id"]) == 32


def test_a_defect_of_ours_tells_nothing_of_its_inside(served, http):
    wiring, _ = served
    with wiring.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO rooms VALUES ('rm_broken', 'x.json', 'none', '{}', 'not json', 'now', 1, NULL)"
        )
    answer = http.get("/v1/rooms/rm_broken")
    with wiring.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM rooms WHERE id = 'rm_broken'")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "Traceback" not in answer.text
    assert "json" not in answer.json()["detail"].lower()
    assert answer.json()["request_id"] in answer.json()["detail"]


def test_the_page_is_served_and_nothing_beside_it(http, served):
    assert http.get("/").text == "<!doctype html><title>page</title>"
    script = http.get("/assets/shop.js")
    assert (script.text, "javascript" in script.headers["content-type"]) == ("export {}", True)
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt"):
        answer = raw(served[1], f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b" 404 " in answer.split(b"\r\n")[0], path
        assert b"secret" not in answer.split(b"\r\n\r\n")[1].replace(path.encode(), b"")


@pytest.mark.parametrize(
    "host", ["shop.example", "localhost.shop.example", "", "169.254.169.254", "[::1", "a b"]
)
def test_a_name_that_is_not_this_machines_is_not_answered(served, host):
    answer = raw(served[1], f"GET /v1/luminaires HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert answer.split(b" ")[1] in (b"421", b"400")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_answered(http, host):
    assert http.get("/v1/stores", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.example", 403),
        ("null", 403),
        ("http://localhost.shop.example", 403),
        ("http://localhost", 403),  # whatever else runs on this machine
        ("http://localhost:1", 403),
        ("http://localhost:{port}", 201),
        ("http://127.0.0.1:{port}", 201),
    ],
)
def test_pages_of_others_change_nothing_here(http, origin, status):
    headers = {"Origin": origin.format(port=http.base_url.port)}
    answer = http.post("/v1/configurations", json=hall(), headers=headers)
    assert answer.status_code == status


def test_a_body_too_large_is_refused_before_it_is_read(http):
    answer = http.post(
        "/v1/configurations", content=b" " * 1_000_001, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    answer = http.post("/v1/rooms", files={"file": ("room.json", b" " * 3_000_000)})
    assert answer.status_code == 413


def test_a_body_that_hides_its_length_is_refused_while_it_comes(http):
    def endless():
        for _ in range(40):
            yield b" " * 100_000

    answer = http.post("/v1/configurations", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = http.post("/v1/rooms", content=endless(), headers=head)
    assert answer.status_code in (400, 413)
    assert http.get("/healthz").json()["status"] == "ok"


def test_a_huge_length_alone_is_refused_at_once(served):
    place = urlsplit(served[1])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
    connection.putrequest("POST", "/v1/rooms")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", "99999999999")
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    "text",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST /v1/configurations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
    ],
)
def test_broken_requests_do_not_stop_the_service(served, http, text):
    place = urlsplit(served[1])
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(text)
    assert http.get("/healthz").status_code == 200


def test_the_service_answers_while_many_people_ask(http, served):
    made = http.post("/v1/configurations", json=hall()).json()
    statuses: list[int] = []

    def ask():
        place = urlsplit(served[1])
        connection = http_client(place)
        for _ in range(10):
            connection.request("GET", f"/v1/configurations/{made['id']}")
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 160


def http_client(place):
    return http.client.HTTPConnection(place.hostname, place.port, timeout=30)


def test_health_says_what_runs(http):
    health = http.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["luminaires"] >= 4
    assert health["engine_version"].startswith("lampyris-")
    assert json.dumps(health)
