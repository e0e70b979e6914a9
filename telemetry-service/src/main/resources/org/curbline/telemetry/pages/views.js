import { rangeName } from './question.js';
import { NAME } from './states.js';

const WORDS = { now: '/', usage: '/usage', availability: '/availability', places: '/places', quality: '/quality' };
const NAMES = { '/': 'Now', '/usage': 'Usage', '/availability': 'Availability', '/places': 'Places', '/quality': 'Data quality' };
const KIOSK = /^\/kiosks\/([A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;
const USUAL = ['now', 'usage', 'availability'];

/**
 * The views that an address asks for, in its order, and what of it is none: `views` has words, each `view` the address of
 * one of these pages with all that is chosen there. Nothing of elsewhere is a view, whatever it looks like.
 *
 * @returns {views: [{address, name}], refused: [text], none: whether nothing that is asked for is a view}
 */
export function viewsOf(search, here) {
  const given = [...new URLSearchParams(search)].flatMap(([name, value]) => (name === 'views' ? value.split(',') : name === 'view' ? [value] : []).filter((text) => text !== '').map((text) => ({ text, view: name === 'views' ? byWord(text) : byAddress(text, here) })));
  const views = given.flatMap(({ view }) => (view === null ? [] : [view]));
  return { views: views.length ? views : USUAL.map(byWord), refused: given.filter(({ view }) => view === null).map(({ text }) => text), none: views.length === 0 };
}

const byWord = (word) => (Object.hasOwn(WORDS, word) ? { address: WORDS[word], name: NAMES[WORDS[word]] } : null);

/** Only the path and what is chosen are taken of it: the browser asks this server, and nobody else. */
function byAddress(text, here) {
  if (!URL.canParse(text, here)) {
    return null;
  }
  const { origin, pathname, search, searchParams } = new URL(text, here);
  const kiosk = KIOSK.exec(pathname)?.[1];
  if (origin !== new URL(here).origin || !(Object.hasOwn(NAMES, pathname) || kiosk)) {
    return null;
  }
  return { address: pathname + search, name: [kiosk ?? NAMES[pathname], ...(kiosk ? time(searchParams) : chosen(searchParams))].join(', ') };
}

/** What sets a view apart from others of the same page, in words. */
function chosen(asked) {
  const place = asked.get('kiosk') || (asked.get('district') ? `district ${asked.get('district')}` : asked.get('borough'));
  return [NAME[asked.get('service')], place, ...time(asked)].filter((part) => part);
}

const time = (asked) => [rangeName(asked.get('range'), asked.get('from'), asked.get('to'))].filter((part) => part);
