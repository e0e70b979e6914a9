const TIME = ['range', 'from', 'to', 'zone'];
const PLACE = ['borough', 'district', 'kiosk'];
/** A kiosk's own page has its place in its path. */
const OF_A_KIOSK = ['service', ...TIME, 'bucket', 'compare'];
/** What goes along from page to page: one that has no use for it hands it on. */
const KEPT = [...OF_A_KIOSK, ...PLACE];
/** The last day by the clock is asked for at data quality alone; what is now hands it on. */
const ONLY_OF_QUALITY = { range: ['day'] };
const KNOW_IT = ['/', '/quality'];

/** The names of what a page takes along when it is left. */
export const handedOn = (page) => (page.startsWith('/kiosks/') ? OF_A_KIOSK : KEPT);

/** The address of a page, with what is asked for here as far as it is understood or handed on there. */
export function addressOf(page, asked = new URLSearchParams(location.search)) {
  const names = handedOn(page);
  const fits = (name, value) => KNOW_IT.includes(page) || !ONLY_OF_QUALITY[name]?.includes(value);
  const kept = new URLSearchParams([...asked].filter(([name, value]) => value !== '' && names.includes(name) && fits(name, value)));
  return kept.size ? `${page}?${kept}` : page;
}

export const addressOfKiosk = (kiosk) => addressOf(`/kiosks/${encodeURIComponent(kiosk)}`);

/** The links in the page's head go where they went, and take along what is asked for. */
export function keepInHead() {
  for (const link of document.querySelectorAll('.sections a')) {
    link.setAttribute('href', addressOf(link.pathname));
  }
}
