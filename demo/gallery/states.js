/** Puts widgets into the state of their `data-state`, unless that is `live`. */

/** A time long ago. */
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

/** How to get a widget into each state, as inline data alone is not enough. */
const STATES = {
  loading(widget, { type, config }) {
    // Never gets values: waiting for a server that never answers would occupy a connection.
    Object.defineProperty(widget, 'shown', { value: undefined });
    Object.assign(widget, { type, config });
  },
  empty: (widget, { type, config }) => Object.assign(widget, { type, config }),
  error: (widget, given) => Object.assign(widget, given),
  stale(widget, { type, config, data }) {
    const times = { data_updated_at: AN_HOUR_AGO, refresh_interval: 30 };
    widget.state = {
      key: '',
      title: '',
      type,
      config: { stale_after: 60, ...config },
      data,
      ...times,
      version: 1,
      error: null,
    };
  },
  async broken(widget, given) {
    Object.assign(widget, given);
    const view = await until(() => {
      const drawn = widget.shadowRoot.querySelector('[part=body] > *');
      return drawn?.shadowRoot && drawn;
    });
    // The frame draws again when the words of its view are loaded, so wait for that first.
    await widget.view.words();
    await until(() => widget.status === 'live');
    view.render = () => {
      throw new Error('This view has a fault.');
    };
    widget.data = { ...given.data };
  },
};

/** Waits, frame by frame, until there is a result. */
async function until(find) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 16));
    const found = find();
    if (found) return found;
  }
}

await customElements.whenDefined('bc-widget');
for (const widget of document.querySelectorAll('[data-given]'))
  STATES[widget.dataset.state](widget, JSON.parse(widget.dataset.given));
