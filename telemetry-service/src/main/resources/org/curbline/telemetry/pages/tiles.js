import { $, draw, setText } from './dom.js';

const TILE_PX = 256;
const DEEPEST = 19;
const MOST = 80;

/**
 * Pictures of a tile server below a map, if one is configured. Tiles are in Mercator's projection and the maps here are
 * not: each is stretched to where its corners are, and within one nobody sees the difference.
 */
export class Tiles {
  #group = draw('g', { class: 'tiles' });
  #address = '';
  #shown = '';

  /** Whether there is a server. What is below the map's lines must be seen then. */
  get isThere() {
    return this.#address !== '';
  }

  /** Where the pictures are, to be put below all else of an SVG. */
  get group() {
    return this.#group;
  }

  /** Asks where they come from, and says whose they are. */
  async load() {
    const { tiles = '', credit = '' } = await fetch('/map.json').then((response) => response.json()).catch(() => ({}));
    this.#address = tiles;
    setText($('map-credit'), credit);
    $('map-credit').hidden = credit === '';
  }

  /**
   * @param view {west, east, south, north} that is seen
   * @param width of it on the screen, in pixels
   * @param at (longitude, latitude) -> [x, y] in the SVG's units, north upwards
   */
  show({ west, east, south, north }, width, at) {
    if (!this.isThere || !(east > west) || !(north > south) || !(width > 0)) {
      return;
    }
    let zoom = Math.max(0, Math.min(DEEPEST, Math.round(Math.log2((360 * width) / (TILE_PX * (east - west))))));
    let seen = tilesOf(zoom, west, east, south, north);
    while (zoom > 0 && seen.length > MOST) {
      zoom -= 1;
      seen = tilesOf(zoom, west, east, south, north);
    }
    const placed = seen.map(({ x, y }) => ({ x, y, from: at(longitude(x, zoom), latitude(y, zoom)), to: at(longitude(x + 1, zoom), latitude(y + 1, zoom)) }));
    const shown = JSON.stringify([zoom, placed]);
    if (shown !== this.#shown) {
      this.#shown = shown;
      const before = new Map([...this.#group.children].map((image) => [image.getAttribute('href'), image]));
      this.#group.replaceChildren(...placed.map((tile) => this.#image(tile, zoom, before)));
    }
  }

  /** One that is there stays, and is not loaded again. */
  #image({ x, y, from: [left, top], to: [right, bottom] }, zoom, before) {
    const round = 2 ** zoom;
    const href = this.#address.replace('{z}', zoom).replace('{x}', ((x % round) + round) % round).replace('{y}', y);
    const image = before.get(href) ?? draw('image', { href, preserveAspectRatio: 'none' });
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
      image.setAttribute(name, value.toFixed(2));
    }
    return image;
  }
}

function tilesOf(zoom, west, east, south, north) {
  const last = 2 ** zoom - 1;
  const [from, to] = [Math.floor(column(west, zoom)), Math.floor(column(east, zoom))];
  const [top, bottom] = [Math.max(0, Math.floor(row(north, zoom))), Math.min(last, Math.floor(row(south, zoom)))];
  const tiles = [];
  for (let x = from; x <= to && tiles.length <= MOST; x += 1) {
    for (let y = top; y <= bottom && tiles.length <= MOST; y += 1) {
      tiles.push({ x, y });
    }
  }
  return tiles;
}

/* Web Mercator, as EPSG:3857 has it: the world is a square of 2^zoom tiles each way, from 180° west and 85.05° north. */
const column = (lon, zoom) => ((lon + 180) / 360) * 2 ** zoom;
const row = (lat, zoom) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** zoom;
const longitude = (x, zoom) => (x / 2 ** zoom) * 360 - 180;
const latitude = (y, zoom) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** zoom))) * 180) / Math.PI;
