// What somebody does with his account.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

/// Signs one device out, then all others.
export async function endsSessions(bob) {
  const firefox = await bob.elsewhere({ userAgent: FIREFOX });
  const safari = await bob.elsewhere({ userAgent: SAFARI });
  await bob.open('/account/sessions');
  await bob.sees('/account/sessions', bob.words.thisDevice, 'Firefox', 'Safari');
  assert.equal(await bob.page.locator('main li').count(), 3);
  await bob.follow('main li:has-text("Firefox") button');
  await bob.sees('/account/sessions', bob.words.deviceEnded);
  await firefox.isSignedOut();
  await safari.open('/account');
  await safari.sees('/account', bob.email);
  await bob.submit('/account/sessions/end-others');
  await bob.sees('/account/sessions', bob.words.othersEnded, bob.words.alone);
  await safari.isSignedOut();
  await Promise.all([firefox.leave(), safari.leave()]);
}

/// Changes the password; other sessions end.
export async function changesPassword(bob) {
  const other = await bob.elsewhere({ userAgent: FIREFOX });
  await bob.open('/account/password');
  const [current_password, next] = [bob.password, 'another sentence to sign in with'];
  const slips = [['not the password', next, bob.words.wrongPassword]];
  if (bob.service.mode === 'serve') {
    slips.push([current_password, 'password', bob.words.common]);
  }
  for (const [current_password, new_password, told] of slips) {
    await bob.submit('/account/password', { current_password, new_password });
    await bob.sees('/account/password', told);
  }
  await bob.submit('/account/password', { current_password, new_password: next });
  await bob.sees('/account/password', bob.words.passwordChanged);
  bob.password = next;
  await other.isSignedOut();
  await other.leave();
}

/// Changes the address by the link that the new one is sent. The old one is told.
export async function changesEmail(bob) {
  const [before, after] = [bob.email, `new-${bob.email}`];
  await bob.open('/account');
  await bob.follow('main a[href="/account/email"]');
  await bob.submit('/account/email', { email: after });
  await bob.sees('/account', bob.words.linkSent, before);
  await bob.opensLink(await bob.service.link(after, '/confirm-email'));
  await bob.submit('/confirm-email');
  await bob.sees('/confirm-email', bob.words.emailChanged);
  await bob.service.sink?.mail(before, bob.words.mails.emailChanged);
  bob.email = after;
  await bob.open('/account');
  await bob.sees('/account', after, bob.words.isVerified);
}

export async function looksAtActivity(bob) {
  await bob.follow('nav a[href="/account/activity"]');
  await bob.sees('/account/activity', ...bob.words.happened, '127.0.0.1');
}

/// Takes a copy of the data, for which the password is asked once more.
export async function takesACopy(bob) {
  await isNoLongerFresh(bob);
  await bob.follow('nav a[href="/account/data"]');
  await bob.submit('/account/export');
  await provesWhoHeIs(bob);
  await bob.sees('/account/data');
  const downloaded = bob.page.waitForEvent('download');
  await bob.page.locator('form[action="/account/export"] button').click();
  const copy = JSON.parse(await readFile(await (await downloaded).path(), 'utf8'));
  assert.ok(JSON.stringify(copy).includes(bob.email), 'the copy names its owner');
}

/// Deletes the account, for which the password is asked once more. It is gone for good.
export async function deletes(bob) {
  await isNoLongerFresh(bob);
  await bob.open('/account/data');
  await bob.follow('main a[href="/account/delete"]');
  await provesWhoHeIs(bob);
  await bob.sees('/account/delete', bob.email);
  await bob.submit('/account/delete');
  await bob.sees('/login', bob.words.deleted);
  await bob.service.sink?.mail(bob.email, bob.words.mails.deleted);
  await bob.enters();
  await bob.sees('/login', bob.words.wrong);
}

/// The last proof of the password is long ago.
function isNoLongerFresh(bob) {
  const session = 'user_id = (SELECT id FROM users WHERE email = ?)';
  return bob.service.pass(`UPDATE sessions SET authenticated_at = 1 WHERE ${session}`, bob.email);
}

async function provesWhoHeIs(bob) {
  const asked = bob.path;
  assert.match(asked, /^\/confirm\?return_to=/);
  await bob.submit('/confirm', { password: 'not the password' });
  await bob.sees('/confirm', bob.words.isItYou, bob.words.wrongPassword);
  await bob.submit('/confirm', { password: bob.password });
}
