#!/usr/bin/env python3
"""End-to-end client of the user authentication service.

Walks one user through a whole life: register, fail to log in, log in, log
out, forget the password and set a new one. Silent when all is well; the
first answer that is not as agreed ends it with an assertion.

The server's address comes from BIENVENUE_URL. It must not know EMAIL yet.
"""
import os

import requests

URL = os.environ.get("BIENVENUE_URL", "http://127.0.0.1:5000").rstrip("/")
SECONDS = 30

EMAIL = "guillaume@holberton.io"
PASSWD = "b4l0u"
NEW_PASSWD = "t4rt1fl3tt3"


def call(method: str, path: str, status: int,
         **options: object) -> requests.Response:
    """Send a request and assert the status of the answer itself.

    Redirects are answers too, so they are not followed here.
    """
    response = requests.request(method, URL + path, timeout=SECONDS,
                                allow_redirects=False, **options)
    assert response.status_code == status, (
        "{} {}: status {} instead of {}: {}".format(
            method, path, response.status_code, status, response.text))
    return response


def assert_json(response: requests.Response, expected: dict) -> None:
    """Assert that the answer is this JSON and says that it is JSON."""
    kind = response.headers.get("Content-Type")
    assert kind == "application/json", "Content-Type: {}".format(kind)
    body = response.json()
    assert body == expected, "{} instead of {}".format(body, expected)


def register_user(email: str, password: str) -> None:
    """Register, and find the address taken the second time."""
    form = {"email": email, "password": password}
    assert_json(call("POST", "/users", 200, data=form),
                {"email": email, "message": "user created"})
    assert_json(call("POST", "/users", 400, data=form),
                {"message": "email already registered"})


def log_in_wrong_password(email: str, password: str) -> None:
    """Be refused with a password that is not the user's."""
    response = call("POST", "/sessions", 401,
                    data={"email": email, "password": password})
    assert "session_id" not in response.cookies, "a refusal set a cookie"


def profile_unlogged() -> None:
    """Be refused without a session, and with one that never was."""
    call("GET", "/profile", 403)
    call("GET", "/profile", 403, cookies={"session_id": "unknown"})


def log_in(email: str, password: str) -> str:
    """Log in and return the id of the session."""
    response = call("POST", "/sessions", 200,
                    data={"email": email, "password": password})
    assert_json(response, {"email": email, "message": "logged in"})
    session_id = response.cookies.get("session_id")
    assert session_id, "no cookie session_id"
    return session_id


def profile_logged(session_id: str) -> None:
    """See the own address."""
    response = call("GET", "/profile", 200,
                    cookies={"session_id": session_id})
    assert_json(response, {"email": EMAIL})


def log_out(session_id: str) -> None:
    """Log out, be sent to the front page, and be a stranger again."""
    cookies = {"session_id": session_id}
    response = call("DELETE", "/sessions", 302, cookies=cookies)
    location = response.headers.get("Location")
    assert location == "/", "Location: {}".format(location)
    assert_json(call("GET", location, 200), {"message": "Bienvenue"})
    call("GET", "/profile", 403, cookies=cookies)


def reset_password_token(email: str) -> str:
    """Ask for a reset and return the token."""
    response = call("POST", "/reset_password", 200, data={"email": email})
    token = response.json().get("reset_token")
    assert token, "no reset_token"
    assert_json(response, {"email": email, "reset_token": token})
    return token


def update_password(email: str, reset_token: str, new_password: str) -> None:
    """Set a new password, which works with one token and only once."""
    form = {"email": email, "reset_token": reset_token,
            "new_password": new_password}
    wrong = dict(form, reset_token="unknown")
    call("PUT", "/reset_password", 403, data=wrong)
    assert_json(call("PUT", "/reset_password", 200, data=form),
                {"email": email, "message": "Password updated"})
    call("PUT", "/reset_password", 403, data=form)


def main() -> None:
    """Walk through the whole life."""
    register_user(EMAIL, PASSWD)
    log_in_wrong_password(EMAIL, NEW_PASSWD)
    profile_unlogged()
    session_id = log_in(EMAIL, PASSWD)
    profile_logged(session_id)
    log_out(session_id)
    reset_token = reset_password_token(EMAIL)
    update_password(EMAIL, reset_token, NEW_PASSWD)
    log_in(EMAIL, NEW_PASSWD)


if __name__ == "__main__":
    main()
