"""The part of the original that is measured: register, log in, profile.

As there, a session is looked for in an unindexed column by SQLAlchemy, and passwords are hashed by bcrypt.
Unlike there, each thread has a database session of its own, so that threads can be used at all.
"""
import os
from uuid import uuid4

import bcrypt
from flask import Flask, abort, jsonify, request
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

from model import User

application = Flask(__name__)
engine = create_engine("sqlite:///" + os.environ["DATABASE"])
database = scoped_session(sessionmaker(bind=engine))


@application.teardown_appcontext
def forget_rows(_error):
    """What one request has read is not good for the next."""
    database.remove()


def find_user(**criteria):
    """The first user that matches, or None."""
    return database.query(User).filter_by(**criteria).first()


@application.get("/")
def index():
    """Greets."""
    return jsonify({"message": "Bienvenue"})


@application.post("/users")
def register():
    """Makes a user of the form's email and password."""
    email, password = request.form["email"], request.form["password"]
    if find_user(email=email) is not None:
        return jsonify({"message": "email already registered"}), 400
    digest = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
    database.add(User(email=email, hashed_password=digest))
    database.commit()
    return jsonify({"email": email, "message": "user created"})


@application.post("/sessions")
def log_in():
    """Opens a session; its id goes into the row and into a cookie."""
    email, password = request.form["email"], request.form["password"]
    user = find_user(email=email)
    if user is None or not bcrypt.checkpw(password.encode(), user.hashed_password):
        abort(401)
    user.session_id = str(uuid4())
    response = jsonify({"email": email, "message": "logged in"})
    response.set_cookie("session_id", user.session_id)
    database.commit()
    return response


@application.get("/profile")
def profile():
    """Tells whose session the cookie is."""
    session_id = request.cookies.get("session_id")
    user = find_user(session_id=session_id) if session_id else None
    if user is None:
        abort(403)
    return jsonify({"email": user.email})
