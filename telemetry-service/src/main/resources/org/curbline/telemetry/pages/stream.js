/** What the gateway tells as it happens. A page has one of these at most. */
const TYPES = ['org.curbline.status.changed', 'org.curbline.presence.changed'];
const AGAIN_AFTER_FAILURE_MS = 2000;

/**
 * Listens to /api/v1/events. While nobody looks at the page it does not, for a browser has few connections to give, and
 * goes on from where it was.
 */
export class Stream {
  #query;
  #told;
  #source = null;
  #position = '';
  #retry = 0;
  #wanted = false;

  /**
   * @param query more parameters, such as &kiosk=
   * @param told {hear(data, type) for each event, opened(), lost() while it tries again, gap() when events are missing:
   *     the whole state is to be asked for, and listened to again}
   */
  constructor(query, told) {
    this.#query = query;
    this.#told = told;
    document.addEventListener('visibilitychange', () => this.#look());
    addEventListener('pagehide', () => this.#close());
    addEventListener('pageshow', (event) => event.persisted && this.#look());
  }

  /** @param position what is known already; empty for what happens from now on */
  listen(position) {
    this.#position = position;
    this.#wanted = true;
    this.#open();
  }

  stop() {
    this.#wanted = false;
    this.#close();
  }

  #look() {
    if (document.hidden) {
      this.#close();
    } else if (this.#wanted && this.#source === null) {
      this.#open();
    }
  }

  #open() {
    this.#close();
    if (document.hidden) {
      return;
    }
    const from = this.#position ? `&lastEventId=${encodeURIComponent(this.#position)}` : '';
    const source = new EventSource(`/api/v1/events?${TYPES.map((type) => `type=${type}`).join('&')}${this.#query}${from}`);
    this.#source = source;
    source.onopen = () => this.#told.opened();
    source.onerror = () => this.#failed(source);
    for (const type of TYPES) {
      source.addEventListener(type, (event) => {
        this.#position = event.lastEventId;
        this.#told.hear(JSON.parse(event.data).data, type);
      });
    }
    for (const end of ['reset', 'cut-off']) {
      source.addEventListener(end, () => this.#gap());
    }
  }

  /** The browser tries again by itself, from the last event on, unless it was told not to. */
  #failed(source) {
    this.#told.lost();
    if (source.readyState === EventSource.CLOSED) {
      this.#close();
      this.#retry = setTimeout(() => this.#gap(), AGAIN_AFTER_FAILURE_MS);
    }
  }

  #gap() {
    this.stop();
    this.#told.gap();
  }

  #close() {
    clearTimeout(this.#retry);
    if (this.#source !== null) {
      this.#source.close();
      this.#source = null;
      this.#told.lost();
    }
  }
}
