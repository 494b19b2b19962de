// From the door into an account: register, prove the address, sign in.

import assert from 'node:assert/strict';

/// Whoever comes to the door with a browser is led to sign in, and from there to register.
export async function comesToTheDoor(bob) {
  await bob.open('/');
  await bob.sees('/login', bob.words.signIn);
  await bob.follow('main a[href="/register"]');
  await bob.sees('/register');
}

/// Registers and proves the address. In `dev` he is signed in at once.
export async function registers(bob) {
  const { email, password, service } = bob;
  if (service.mode === 'serve') {
    await isAdvisedOnPasswords(bob);
  }
  await bob.submit('/register', { email, password });
  if (service.mode === 'dev') {
    await bob.sees('/account', email, bob.words.isUnverified);
    return provesFromTheMailbox(bob);
  }
  await bob.sees('/register/done', bob.words.checkMail);
  const first = await service.link(email, '/verify-email');
  await asksAgain(bob);
  const second = await service.link(email, '/verify-email');
  await bob.opensLink(first);
  await bob.submit('/verify-email', { password });
  await bob.sees('/verify-email', bob.words.linkRefused);
  await bob.opensLink(second);
  await bob.submit('/verify-email', { password: 'not the password' });
  await bob.sees('/verify-email', bob.words.wrongPassword);
  await bob.submit('/verify-email', { password });
  await bob.sees('/verify-email', bob.words.confirmed);
  await bob.opensLink(second);
  await bob.submit('/verify-email', { password });
  await bob.sees('/verify-email', bob.words.linkRefused);
}

async function isAdvisedOnPasswords(bob) {
  for (const [password, advice] of [['short', bob.words.short], ['password', bob.words.common]]) {
    await bob.submit('/register', { email: bob.email, password });
    await bob.sees('/register', advice);
    const field = bob.page.locator('input[name="password"]');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.inputValue(), '', 'a password is not sent back');
    assert.equal(await bob.page.locator('input[name="email"]').inputValue(), bob.email);
  }
}

async function asksAgain(bob) {
  await bob.follow('main a[href="/resend"]');
  await bob.fill('main form', { email: bob.email });
  await bob.follow('main form button');
  await bob.sees('/resend/done', bob.words.checkMail);
}

/// Without a mail server the mails are on a page.
async function provesFromTheMailbox(bob) {
  await bob.service.link(bob.email, '/verify-email');
  await bob.open('/dev/mail');
  const link = bob.page.locator('article', { hasText: bob.email }).locator('a[href*="/verify-email#token="]').first();
  await bob.opensLink(await link.getAttribute('href'));
  await bob.submit('/verify-email', { password: bob.password });
  await bob.sees('/verify-email', bob.words.confirmed);
}

/// Signs in, once with a slip.
export async function signsIn(bob) {
  await bob.open('/login');
  if (bob.path === '/login') {
    await bob.submit('/login', { email: bob.email, password: 'not the password' });
    await bob.sees('/login', bob.words.wrong);
    await bob.enters();
  }
  await bob.sees('/account', bob.email, bob.words.isVerified);
}

/// Chooses the other language and comes back, at the foot of the page and for the account.
export async function choosesALanguage(bob) {
  const own = bob.language;
  bob.language = own === 'en' ? 'fr' : 'en';
  await bob.follow(`.languages button[value="${bob.language}"]`);
  await bob.sees('/account', bob.words.isVerified);
  bob.language = own;
  await bob.page.locator('main select[name="lang"]').selectOption(own);
  await bob.follow('main form[action="/language"] button');
  await bob.sees('/account', bob.words.isVerified);
}

export async function signsOut(bob) {
  await bob.follow('header form[action="/logout"] button');
  await bob.sees('/login', bob.words.signedOut);
  await bob.open('/account');
  await bob.sees('/login?return_to=%2Faccount');
}

/// Forgets the password: a link that came too late, then one in time.
export async function forgets(bob) {
  const { email, service } = bob;
  await bob.open('/login');
  await bob.follow('main a[href="/forgot"]');
  const late = await asksForALink(bob);
  await service.pass('UPDATE one_time_tokens SET expires_at = 1 WHERE email_canonical = ?', email);
  bob.password = 'a third sentence to sign in with';
  await bob.opensLink(late);
  await bob.submit('/reset-password', { new_password: bob.password });
  await bob.sees('/reset-password', bob.words.linkRefused);
  await bob.follow('main a[href="/forgot"]');
  await bob.opensLink(await asksForALink(bob));
  await bob.submit('/reset-password', { new_password: bob.password });
  await bob.sees('/reset-password', bob.words.passwordSet);
  await bob.enters();
  await bob.sees('/account', email);
}

async function asksForALink(bob) {
  await bob.sees('/forgot');
  await bob.fill('main form', { email: bob.email });
  await bob.follow('main form button');
  await bob.sees('/forgot/done', bob.words.checkMail);
  return bob.service.link(bob.email, '/reset-password');
}
