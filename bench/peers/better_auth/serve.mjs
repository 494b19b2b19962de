// Serves better-auth on PORT of this machine, a process for each core, with a new SQLite file at DATABASE.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import Database from "better-sqlite3";

const port = Number(process.env.PORT);
const origin = `http://127.0.0.1:${port}`;
const database = new Database(process.env.DATABASE);
database.pragma("journal_mode = WAL");

const options = {
  database,
  baseURL: origin,
  secret: "a secret of this measurement only, of no use elsewhere",
  emailAndPassword: { enabled: true },
  trustedOrigins: [origin],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};

async function answer(auth, request, response) {
  if (request.url === "/") {
    response.end("hello");
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const headers = new Headers(request.headers);
  const answered = await auth.handler(new Request(origin + request.url, { method: request.method, headers, body }));
  const text = Buffer.from(await answered.arrayBuffer());
  response.statusCode = answered.status;
  for (const [name, value] of answered.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.setHeader("content-length", text.length);
  response.end(text);
}

if (cluster.isPrimary) {
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  database.close();
  for (let core = 0; core < availableParallelism(); core += 1) cluster.fork();
} else {
  const auth = betterAuth(options);
  createServer((request, response) => {
    answer(auth, request, response).catch((error) => {
      console.error(error);
      response.statusCode = 500;
      response.end("failed");
    });
  }).listen(port, "127.0.0.1");
}
