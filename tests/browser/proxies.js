// Other apps behind real proxies: the files of `examples/`, from sign-in to sign-out, and clients that claim to be somebody.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Proxied } from './support/proxied.js';
import { Visitor } from './support/visitor.js';

const PASSWORD = 'a sentence to sign in with';
const NAMES = ['Remote-User', 'Remote-Email', 'Remote-Name', 'Remote-Groups'];
const BROWSER = ['Accept', 'text/html,*/*;q=0.8'];

export function proxies(world) {
  for (const kind of ['nginx', 'caddy']) {
    // One after the other: each looks at what got through to the app.
    describe(`apps behind ${kind}`, { concurrency: 1 }, () => {
      let proxied;
      before(async () => {
        proxied = await Proxied.start(kind);
      });
      after(() => proxied?.end());

      test('a browser walks from sign-in to sign-out', () => walk(world, proxied));
      test('who claims to be somebody is nobody', () => claims(proxied));
      test('an app is given neither the session nor more than it is told', () => given(proxied));
      test('who wants to go elsewhere is led nowhere', () => elsewhere(proxied));
      test('who is disabled or no administrator any more is refused', () => changes(proxied));
    });
  }
  test('an app on a host of its own, behind nginx', async () => {
    const proxied = await Proxied.start('subdomain');
    try {
      await beside(proxied);
    } finally {
      await proxied.end();
    }
  });
}

/// An app on a host of its own: the cookie of the domain opens it, and it is not given the cookie.
async function beside(proxied) {
  const [accounts, app] = [{ host: 'accounts.example.org' }, { host: 'app.example.org' }];
  const email = 'neighbour@example.org';
  await proxied.service.command(['user', 'add', email], PASSWORD);
  const led = await proxied.ask('/page?a=b', [BROWSER], app);
  assert.equal(led.status, 302);
  const sign_in = new URL(led.headers.location);
  assert.equal(sign_in.host, `accounts.example.org:${proxied.port}`);
  const back = sign_in.searchParams.get('return_to');
  assert.equal(back, `https://app.example.org:${proxied.port}/page?a=b`);
  assert.equal((await proxied.ask('/', [], app)).status, 401);

  const body = new URLSearchParams({ email, password: PASSWORD, return_to: back }).toString();
  const form = ['Content-Type', 'application/x-www-form-urlencoded'];
  const entered = await proxied.ask('/login', [form], { method: 'POST', body, ...accounts });
  assert.deepEqual([entered.status, entered.headers.location], [303, back]);
  const set = entered.headers['set-cookie'].find((line) => line.startsWith('__Secure-session_id='));
  assert.ok(set.includes('; Domain=example.org; Path=/; Secure; HttpOnly; SameSite=Lax'), set);
  const cookie = ['Cookie', `a=1; ${set.split(';')[0]}; b=2`];
  for (const host of [app, accounts]) {
    proxied.seen.length = 0;
    const reply = await proxied.ask('/', [cookie, ['Remote-User', 'root'], ['Remote_Groups', 'admins']], host);
    assert.ok(reply.status === 200 && reply.text.includes(`Notes of ${email}`), reply.text);
    const got = Object.fromEntries(proxied.seen[0].headers);
    assert.equal(got.Cookie, 'a=1; b=2');
    assert.deepEqual([got['Remote-Email'], got['Remote-Groups'], got.Remote_Groups], [email, 'users', undefined]);
  }
  assert.equal((await proxied.ask('/api/v1/sessions/current', [cookie], { method: 'DELETE', ...accounts })).status, 204);
  assert.equal((await proxied.ask('/', [cookie], app)).status, 401);
  // Nowhere else is anybody led, and nothing of Bienvenue is at the app's host.
  const other = await proxied.ask('/page', [BROWSER, ['X-Original-URL', 'https://evil.example/']], app);
  assert.ok(other.headers.location.startsWith(`https://accounts.example.org:${proxied.port}/login?return_to=https%3A%2F%2Fapp%2E`));
  assert.equal((await proxied.ask('/login', [], app)).status, 401);
}

/// Somebody with an account, signed in: his cookie, and his id.
async function member(proxied, email) {
  await proxied.service.command(['user', 'add', email], PASSWORD);
  const body = JSON.stringify({ email, password: PASSWORD, delivery: 'bearer' });
  const reply = await proxied.ask('/api/v1/sessions', [['Content-Type', 'application/json']], { method: 'POST', body });
  assert.equal(reply.status, 201, reply.text);
  const { token, user } = JSON.parse(reply.text);
  return { cookie: ['Cookie', `__Host-session_id=${token}`], id: user.id, email };
}

async function walk(world, proxied) {
  const email = 'walker@example.org';
  await proxied.service.command(['user', 'add', email], PASSWORD);
  const bob = await Visitor.arrive(world.browser, proxied.service);
  const says = async (text) => assert.ok((await bob.page.locator('body').innerText()).includes(text), await bob.page.content());

  await bob.open('/?note=1&b');
  await bob.sees('/login?return_to=%2F%3Fnote%3D1%26b', bob.words.signIn);
  await bob.submit('/login', { email, password: 'not his password' });
  await bob.submit('/login', { email, password: PASSWORD });
  assert.equal(bob.path, '/?note=1&b');
  await says(`Notes of ${email}`);
  await bob.page.locator('[name="note"]').fill('Ça marche');
  await bob.follow('form button');
  assert.equal(bob.path, '/');
  await says('Ça marche');

  await bob.open('/rust');
  await says(`Hello ${email}`);
  await bob.open('/');
  await bob.follow('a[href="/account"]');
  await bob.sees('/account', email);
  await bob.follow('form[action="/logout"] button');
  await bob.open('/');
  await bob.sees('/login?return_to=%2F', bob.words.signIn);
  // What another process has ended is ended here 100 ms later at most.
  await eventually(async () => {
    await bob.open('/rust');
    return bob.path === '/login?return_to=%2Frust';
  });
  await bob.open('/rust/greeting');
  await says('Who are you?');
  // A text names no icon, and the app has none under the name that browsers try then.
  bob.troubles = bob.troubles.filter((trouble) => !/^\S*\/rust\S*: Failed to load resource: .* 404 /.test(trouble));
  await bob.leave();
}

/// Every way to write a name: with underscores many apps take it for the same.
function spellings(name) {
  const under = name.replaceAll('-', '_');
  return [name, name.toLowerCase(), name.toUpperCase(), under, under.toLowerCase(), under.toUpperCase()];
}

async function claims(proxied) {
  const alice = await member(proxied, 'alice@example.org');
  const told = [alice.id, alice.email, alice.email, 'users'];
  const one = NAMES.flatMap(spellings).map((name) => [[name, 'root,admins']]);
  const many = [NAMES.flatMap(spellings).map((name) => [name, 'root']), NAMES.flatMap((name) => [[name, 'root'], [name, 'admin']])];
  for (const lies of [...one, ...many]) {
    proxied.seen.length = 0;
    const stranger = await proxied.ask('/', lies);
    assert.equal(stranger.status, 401, `${lies}`);
    const led = await proxied.ask('/', [...lies, BROWSER]);
    assert.equal(led.status, 302, `${lies}`);
    const forged = await proxied.ask('/', [...lies, ['Cookie', '__Host-session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']]);
    assert.equal(forged.status, 401, `${lies}`);
    assert.equal(proxied.seen.length, 0, 'it got through to the app');

    const reply = await proxied.ask('/', [...lies, alice.cookie]);
    assert.ok(reply.status === 200 && reply.text.includes(`Notes of ${alice.email}`), `${lies}: ${reply.status} ${reply.text}`);
    // One of each, whatever is taken for the same.
    const got = proxied.seen[0].headers.filter(([name]) => /^remote[-_]/i.test(name));
    assert.deepEqual(got.map(([name]) => name).sort(), [...NAMES].sort(), `${lies}`);
    assert.deepEqual(NAMES.map((name) => got.find(([header]) => header === name)[1]), told);
  }
  // To have a header taken for one of the connection takes it away at most: then the app lets nobody in.
  for (const name of NAMES) {
    const reply = await proxied.ask('/', [['Connection', `close, ${name}`], [name, 'root'], alice.cookie]);
    assert.ok(!reply.text.includes('root'), reply.text);
    const got = proxied.seen.at(-1).headers.filter(([header]) => /^remote[-_]/i.test(header)).map(([, value]) => value);
    assert.ok(got.every((value) => told.includes(value)), `${got}`);
  }
}

async function given(proxied) {
  const alice = await member(proxied, 'given@example.org');
  const session = alice.cookie[1];
  for (const [sent, kept] of [
    [session, ''],
    [`a=1; ${session}; b=2`, 'a=1; b=2'],
    [`${session}; b=2`, 'b=2'],
    [`a=1; ${session}`, 'a=1'],
    [`a=1;${session};b=2`, 'a=1;b=2'],
  ]) {
    assert.equal((await proxied.ask('/', [['Cookie', sent]])).status, 200, sent);
    const got = proxied.seen.at(-1).headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
    assert.equal(got.join('|').replace(/;? ?$/, ''), kept, sent);
  }
  // A request goes through as it came, with what it carries; the question about it does not hold it up.
  const body = `note=${'x'.repeat(20_000)}`;
  const form = ['Content-Type', 'application/x-www-form-urlencoded'];
  const posted = await proxied.ask('/', [alice.cookie, form], { method: 'POST', body });
  assert.equal(posted.status, 303, posted.text);
  assert.ok((await proxied.ask('/', [alice.cookie])).text.includes('x'.repeat(20_000)));
  const refused = await proxied.ask('/', [form], { method: 'POST', body });
  assert.equal(refused.status, 401);
  // A program's token opens the app too, and with a cookie beside it that header is the app's own.
  const bearer = ['Authorization', `Bearer ${session.split('=')[1]}`];
  assert.equal((await proxied.ask('/', [bearer])).status, 200);
  assert.equal((await proxied.ask('/', [alice.cookie, ['Authorization', 'Bearer of-the-app']])).status, 200);
  assert.equal((await proxied.ask('/', [['Cookie', `${session}; ${session}`]])).status >= 400, true);
}

async function elsewhere(proxied) {
  const here = `https://localhost:${proxied.port}/login?return_to=%2Fpage%3Fa%3Db%26c`;
  for (const lies of [
    [],
    [['X-Forwarded-Host', 'evil.example']],
    [['X-Forwarded-Host', 'evil.example'], ['X-Forwarded-Proto', 'http'], ['X-Forwarded-Uri', '//evil.example']],
    [['X-Original-URL', 'https://evil.example/']],
    [['X-Original-Url', `https://localhost:${proxied.port}@evil.example/`]],
    [['Forwarded', 'host=evil.example;proto=http']],
    [['X-Rewrite-Url', '//evil.example']],
  ]) {
    const reply = await proxied.ask('/page?a=b&c', [BROWSER, ...lies]);
    const to = reply.headers.location;
    assert.ok(reply.status === 401 || (reply.status === 302 && to === here), `${lies}: ${reply.status} ${to}`);
    assert.ok(lies.length > 0 || reply.status === 302);
    assert.ok(!(to ?? '').includes('evil'), to);
  }
  const question = await proxied.ask('/forward-auth');
  assert.ok([401, 404].includes(question.status), `${question.status}`);
}

async function changes(proxied) {
  const eve = await member(proxied, 'eve@example.org');
  const status = async (path) => (await proxied.ask(path, [eve.cookie])).status;
  assert.equal(await status('/figures'), 403);
  await member(proxied, 'other@example.org');
  await proxied.service.command(['user', 'grant-admin', 'other@example.org']);
  await proxied.service.command(['user', 'grant-admin', eve.email]);
  await eventually(async () => (await status('/figures')) === 200);
  await proxied.service.command(['user', 'revoke-admin', eve.email]);
  await eventually(async () => (await status('/figures')) === 403);
  assert.equal(await status('/'), 200);
  await proxied.service.command(['user', 'disable', eve.email]);
  await eventually(async () => (await status('/')) === 401 && (await status('/rust')) === 401);
}

/// What the command line changes is in force within 100 ms; this waits for at most ten seconds.
async function eventually(isSo) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isSo()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`never: ${isSo}`);
}
