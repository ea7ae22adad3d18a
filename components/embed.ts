/**
 * `/embed.js`: for places that strip unknown elements but allow a script.
 *
 *     <script async src="https://board.example/embed.js" data-widget="TOKEN" data-height="240px"></script>
 *
 * Puts a `<bc-widget token>` (`data-dashboard`: a `<bc-dashboard token>`) after the script. Other `data-*` attributes
 * (theme, locale, controls, heading-level; page, kiosk, rotate, param.NAME) become its attributes, `data-height` its
 * height. If the page's content policy or Trusted Types forbid the elements, or the page is XHTML, it is an iframe with
 * the same content and settings instead.
 */
(() => {
  type Marked = HTMLScriptElement & { bcDone?: boolean };
  // From the prototype: markup like `<img name="currentScript">` hides the document's own, and would choose our server.
  const current = Reflect.get(Document.prototype, 'currentScript', document) as HTMLScriptElement | null;
  if (!current?.src) return;
  const home = new URL('.', current.src).href;
  const { origin } = new URL(home);
  const scripts = () => document.querySelectorAll<Marked>('script[data-widget],script[data-dashboard]');

  const place = (script: Marked, tag: string, attributes: Record<string, string>): HTMLElement => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name] ?? '');
    const height = script.dataset.height;
    if (height) element.style.blockSize = /^\d+$/.test(height) ? `${height}px` : height;
    // A script in the head has no place in the page.
    if (script.closest('head')) document.body.append(element);
    else script.after(element);
    return element;
  };

  const frame = (script: Marked, path: string): void => {
    const { widget, dashboard, height, ...settings } = script.dataset;
    const query = new URLSearchParams(settings as Record<string, string>);
    const attributes = { src: `${home}${path}?${query}`, title: script.title || 'Boardcast', loading: 'lazy' };
    const { style } = place(script, 'iframe', attributes);
    style.inlineSize = '100%';
    style.border = '0';
  };

  const start = (script: Marked): void => {
    const { widget, dashboard, ...rest } = script.dataset;
    const token = widget || dashboard;
    if (!token || script.bcDone || !script.src.startsWith(home)) return;
    script.bcDone = true;
    const tag = widget ? 'bc-widget' : 'bc-dashboard';
    const attributes: Record<string, string> = { token, src: home };
    for (const name in rest)
      if (name !== 'height')
        attributes[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = rest[name] ?? '';
    import(/* @vite-ignore */ `${home}bc.js`)
      .then(() => {
        // Templates are HTML, which the parser of an XML document rejects.
        if (!customElements.get(tag) || document.contentType !== 'text/html') throw tag;
        place(script, tag, attributes);
      })
      .catch(() => frame(script, `${widget ? 'embed' : 'public'}/${encodeURIComponent(token)}`));
  };

  for (const script of scripts()) start(script);

  addEventListener('message', ({ origin: from, source, data }) => {
    if (from !== origin || data?.type !== 'bc-height' || !(data.height > 0)) return;
    for (const element of document.querySelectorAll('iframe'))
      if (element.contentWindow === source) element.style.height = `${Math.min(data.height, 20000)}px`;
  });
})();
