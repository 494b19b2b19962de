// A whole life of an account, in browsers that differ in all that they may differ in.

import { test } from 'node:test';

import * as account from './journeys/account.js';
import * as entrance from './journeys/entrance.js';
import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

const CHOICES = {
  mode: ['dev', 'serve'],
  viewport: [PHONE, DESKTOP],
  colorScheme: ['light', 'dark'],
  hasScript: [true, false],
  language: ['en', 'fr'],
};

/// Every pair of choices together, in six of the thirty-two ways: the first of each, then the second of all but one.
function pairwise() {
  const names = Object.keys(CHOICES);
  const pick = (second) => Object.fromEntries(names.map((name) => [name, CHOICES[name][second(name) ? 1 : 0]]));
  return [pick(() => false), ...names.map((one) => pick((name) => name !== one))];
}

export function journeys(world) {
  for (const [index, { mode, ...look }] of pairwise().entries()) {
    const told = [mode, `${look.viewport.width} px`, look.colorScheme, look.hasScript ? 'script' : 'no script', look.language];
    test(`a life of an account: ${told.join(', ')}`, async () => {
      const bob = await Visitor.arrive(world.browser, world[mode], look);
      Object.assign(bob, { email: `bob${index}@example.org`, password: 'a sentence to sign in with' });
      await entrance.comesToTheDoor(bob);
      await entrance.registers(bob);
      await entrance.signsIn(bob);
      await entrance.choosesALanguage(bob);
      await account.endsSessions(bob);
      await account.changesPassword(bob);
      await account.changesEmail(bob);
      await account.looksAtActivity(bob);
      await account.takesACopy(bob);
      await entrance.signsOut(bob);
      await entrance.forgets(bob);
      await account.deletes(bob);
      await bob.leave();
    });
  }
}
