"""Serves fastapi-users by uvicorn on PORT of this machine, with a new SQLite file at DATABASE."""
import asyncio
import os
import sys

from application import Base, engine


async def create_tables():
    """Makes the tables before the workers start."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


asyncio.run(create_tables())
os.execv(sys.executable, [
    sys.executable, "-m", "uvicorn",
    "--app-dir", os.path.dirname(os.path.abspath(__file__)),
    "--host", "127.0.0.1",
    "--port", os.environ["PORT"],
    "--workers", str(os.cpu_count()),
    "--log-level", "error",
    "--no-access-log",
    "application:application",
])
