"""Serves the original by gunicorn on PORT of this machine, with a new SQLite file at DATABASE."""
import os
import sys

from sqlalchemy import create_engine

from model import Base

engine = create_engine("sqlite:///" + os.environ["DATABASE"])
Base.metadata.create_all(engine)
engine.dispose()

# The threaded worker, because the plain one closes the connection after each answer.
os.execv(sys.executable, [
    sys.executable, "-m", "gunicorn",
    "--chdir", os.path.dirname(os.path.abspath(__file__)),
    "--bind", "127.0.0.1:" + os.environ["PORT"],
    "--workers", str(os.cpu_count()),
    "--worker-class", "gthread",
    "--threads", "4",
    "--keep-alive", "60",
    "--log-level", "error",
    "application:application",
])
