import { draw } from './dom.js';

/** Where each borough's name stands: on water or over the border, so that it covers no kiosk; and where it may give way to. */
export const BOROUGHS = [
  { name: 'Manhattan', at: [-74.036, 40.806], anchor: 'end', aside: [-1, 0] },
  { name: 'Bronx', at: [-73.762, 40.888], anchor: 'start', aside: [1, 0] },
  { name: 'Queens', at: [-73.752, 40.812], anchor: 'start', aside: [1, 0] },
  { name: 'Brooklyn', at: [-74.0, 40.552], anchor: 'middle', aside: [0, 1] },
  { name: 'Staten Island', at: [-74.165, 40.672], anchor: 'middle', aside: [0, -1] },
];
const STEPS = 8;
const STEP_EM = 0.4;
const SIZE_REM = 0.9;

/** The boroughs' names, for a map that is projected so. */
export const namesOn = (project) =>
  BOROUGHS.map(({ name, at, anchor }) => {
    const [x, y] = project(at);
    return draw('text', { x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': anchor }, name);
  });

/** Writes the names as large as the page's text, and beside the dots; one for which there is no room is not there. */
export function arrangeNames(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const zoom = Math.min(svg.clientWidth / width, svg.clientHeight / height);
  if (!(zoom > 0)) {
    return;
  }
  const em = (SIZE_REM * parseFloat(getComputedStyle(document.documentElement).fontSize)) / zoom;
  svg.style.fontSize = `${em}px`;
  const beside = { x: (svg.clientWidth / zoom - width) / 2, y: (svg.clientHeight / zoom - height) / 2 };
  const dots = [...svg.querySelectorAll('circle')].map(({ cx, cy, r }) => ({ x: cx.baseVal.value, y: cy.baseVal.value, r: r.baseVal.value }));
  const isSeen = (box) => box.x >= -beside.x && box.x + box.width <= width + beside.x && box.y >= -beside.y && box.y + box.height <= height + beside.y;
  const isFree = (box) => !dots.some(({ x, y, r }) => Math.hypot(x - clamp(x, box.x, box.x + box.width), y - clamp(y, box.y, box.y + box.height)) < r);
  svg.querySelectorAll('text').forEach((text, i) => {
    text.removeAttribute('transform');
    const { x, y, width: long, height: high } = text.getBBox();
    const [right, down] = BOROUGHS[i].aside.map((way) => way * STEP_EM * em);
    const step = Array.from({ length: STEPS }, (_, n) => n).find((n) => [isSeen, isFree].every((fits) => fits({ x: x + n * right, y: y + n * down, width: long, height: high })));
    text.setAttribute('visibility', step === undefined ? 'hidden' : 'visible');
    if (step) {
      text.setAttribute('transform', `translate(${(step * right).toFixed(1)} ${(step * down).toFixed(1)})`);
    }
  });
}

const clamp = (n, least, most) => Math.max(least, Math.min(most, n));
