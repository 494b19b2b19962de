// What other sites and odd texts try with somebody who is signed in, in his own browser.

import { crossSite } from './attacks/cross_site.js';
import { scripted } from './attacks/scripted.js';

export function attacks(world) {
  crossSite(world);
  scripted(world);
}
