"""A notebook for signed-in people, behind a proxy that asks Bienvenue who they are (examples/nginx.conf, examples/Caddyfile).

    flask --app app run --port 8000

It believes the headers `Remote-*`, so it must answer to nobody but the proxy: here, on this machine only.
"""

from flask import Flask, abort, redirect, render_template_string, request

app = Flask(__name__)
# By the id of the account: it is never another's, which an address can become.
notes = {}

PAGE = """<!doctype html>
<html lang="en">
<title>Notes</title>
<link rel="icon" href="/assets/icon.svg">
<h1>Notes of {{ name }}</h1>
<ul>{% for note in notes %}<li>{{ note }}</li>{% endfor %}</ul>
<form method="post"><label>Note <input name="note" required></label> <button>Keep</button></form>
<p>{{ groups }} <a href="/account">Your account</a></p>
</html>"""


def user_id():
    """Who asks. Without the proxy's word nobody is let in."""
    return request.headers.get("Remote-User") or abort(401)


@app.get("/")
def show():
    user, name, groups = user_id(), request.headers["Remote-Name"], request.headers["Remote-Groups"]
    return render_template_string(PAGE, name=name, groups=groups, notes=notes.get(user, []))


@app.post("/")
def keep():
    # A page of another site must not write here: the cookie is not sent for one, and the browser says so besides.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)
    notes.setdefault(user_id(), []).append(request.form["note"])
    return redirect("/", 303)


@app.get("/figures")
def figures():
    user_id()
    if "admins" not in request.headers["Remote-Groups"].split(","):
        abort(403)
    return {"people": len(notes)}
