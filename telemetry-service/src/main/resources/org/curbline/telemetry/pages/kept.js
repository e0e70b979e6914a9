const TIME = ['range', 'from', 'to', 'zone'];
const PLACE = ['borough', 'district', 'kiosk'];
/** What of an address each page understands, or hands on: a kiosk's own page has links to the others. */
const UNDERSTOOD = {
  '/': ['service'],
  '/usage': ['service', ...TIME, 'bucket', 'compare', ...PLACE],
  '/availability': ['service', ...TIME, 'bucket', 'compare', ...PLACE],
  '/places': ['service', ...TIME, ...PLACE],
  '/quality': ['range', 'kiosk'],
};
const OF_A_KIOSK = ['service', ...TIME, 'bucket', 'compare'];
/** Data quality is told of the last day, which it needs not be asked for, or of a week. */
const OF_QUALITY = { range: ['week'] };
const ONLY_OF_QUALITY = { range: ['day'] };

/** The address of a page, with what is asked for here as far as it is understood there. */
export function addressOf(page, asked = new URLSearchParams(location.search)) {
  const understood = UNDERSTOOD[page] ?? OF_A_KIOSK;
  const fits = (name, value) => (page === '/quality' ? (OF_QUALITY[name]?.includes(value) ?? true) : !ONLY_OF_QUALITY[name]?.includes(value));
  const kept = new URLSearchParams([...asked].filter(([name, value]) => value !== '' && understood.includes(name) && fits(name, value)));
  return kept.size ? `${page}?${kept}` : page;
}

/** The links in the page's head go where they went, and take along what is asked for. */
export function keepInHead() {
  for (const link of document.querySelectorAll('.sections a')) {
    link.setAttribute('href', addressOf(link.pathname));
  }
}
