"""fastapi-users as its documentation sets it up: sessions in the database, their token in a cookie."""
import os
import uuid

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, CookieTransport
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from fastapi_users_db_sqlalchemy import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from fastapi_users_db_sqlalchemy.access_token import (
    SQLAlchemyAccessTokenDatabase,
    SQLAlchemyBaseAccessTokenTableUUID,
)
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

engine = create_async_engine("sqlite+aiosqlite:///" + os.environ["DATABASE"])
new_database_session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The tables."""


class User(SQLAlchemyBaseUserTableUUID, Base):
    """A user."""


class AccessToken(SQLAlchemyBaseAccessTokenTableUUID, Base):
    """A session."""


class UserManager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    """The rules; none of our own."""


async def database_session():
    """A database session for each request."""
    async with new_database_session() as session:
        yield session


async def user_manager(session=Depends(database_session)):
    """The rules over the users' table."""
    yield UserManager(SQLAlchemyUserDatabase(session, User))


def strategy(session=Depends(database_session)):
    """Sessions are rows."""
    return DatabaseStrategy(SQLAlchemyAccessTokenDatabase(session, AccessToken), lifetime_seconds=604800)


backend = AuthenticationBackend(
    name="cookie",
    transport=CookieTransport(cookie_name="session_id", cookie_max_age=604800),
    get_strategy=strategy,
)
users = FastAPIUsers[User, uuid.UUID](user_manager, [backend])


class UserCreate(schemas.BaseUserCreate):
    """What a registration sends."""


class UserRead(schemas.BaseUser[uuid.UUID]):
    """What is told of a user."""


application = FastAPI()
application.include_router(users.get_register_router(UserRead, UserCreate), prefix="/auth")
application.include_router(users.get_auth_router(backend), prefix="/auth")


@application.get("/")
async def index():
    """Greets."""
    return {"message": "Bienvenue"}


@application.get("/users/me", response_model=UserRead)
async def profile(user: User = Depends(users.current_user(active=True))):
    """Tells whose session the cookie is."""
    return user
