// Ways in and out that are no part of a life: too many attempts, and where people are led afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visitor } from './support/visitor.js';

const PASSWORD = 'a sentence to sign in with';

export function doors(world) {
  for (const language of ['en', 'fr']) {
    test(`who guesses is told to wait: ${language}`, async () => {
      const email = `guessed-${language}@example.org`;
      await world.serve.command(['user', 'add', email], PASSWORD);
      const mallory = await Visitor.arrive(world.browser, world.serve, { language });
      let status = 0;
      // Five are free; what is refused is not counted, so the wait is over soon.
      for (let attempt = 0; attempt < 12 && status !== 429; attempt++) {
        const answered = mallory.page.waitForResponse((response) => response.request().method() === 'POST');
        await mallory.enters({ email, password: `guess ${attempt}` });
        status = (await answered).status();
        assert.ok(status === 401 || attempt >= 5, `${status} to attempt ${attempt}`);
      }
      assert.equal(status, 429);
      await mallory.sees('/login', mallory.words.throttled);
      await mallory.leave();
    });
  }

  test('people are led on to where they wanted to go, if that is ours', async () => {
    const email = 'led@example.org';
    await world.serve.command(['user', 'add', email], PASSWORD);
    for (const [asked, place] of [
      ['/account/activity', '/account/activity'],
      ['//evil.example/', '/account'],
      ['https://evil.example/', '/account'],
      ['/\\evil.example/', '/account'],
      ['javascript:alert(1)', '/account'],
    ]) {
      const bob = await Visitor.arrive(world.browser, world.serve);
      // The way over another page keeps the place.
      await bob.open(`/register?return_to=${encodeURIComponent(asked)}`);
      await bob.follow('main a[href^="/login"]');
      await bob.submit('/login', { email, password: PASSWORD });
      await bob.sees(place);
      await bob.open(`/login?return_to=${encodeURIComponent(asked)}`);
      await bob.sees(place);
      await bob.leave();
    }
  });

  test('a program that asks at the door is answered, a browser is led in', async () => {
    for (const service of [world.dev, world.serve]) {
      const bob = await Visitor.arrive(world.browser, service);
      const answer = await bob.context.request.get('/', { headers: { accept: 'application/json' }, ignoreHTTPSErrors: true });
      assert.deepEqual(await answer.json(), { message: 'Bienvenue' });
      await bob.open('/');
      await bob.sees('/login');
      await bob.leave();
    }
  });

  test('a page of an earlier session changes nothing', async () => {
    const bob = await Visitor.arrive(world.browser, world.serve);
    Object.assign(bob, { email: 'stale@example.org', password: PASSWORD });
    await world.serve.command(['user', 'add', bob.email], PASSWORD);
    await bob.enters();
    await bob.open('/account/password');
    const { page } = bob;
    bob.page = await bob.context.newPage();
    await bob.open('/account');
    await bob.follow('header form[action="/logout"] button');
    await bob.enters();
    bob.page = page;
    await bob.submit('/account/password', { current_password: PASSWORD, new_password: 'another sentence' });
    await bob.sees('/account/password', bob.words.stale);
    await bob.open('/account/password');
    await bob.submit('/account/password', { current_password: PASSWORD, new_password: 'another sentence' });
    await bob.sees('/account/password', bob.words.passwordChanged);
    await bob.leave();
  });
}
