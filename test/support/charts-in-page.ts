/** The colours that the canvas of each chart is told, as hexadecimal words. */
export function chartColorsInPage(): { name: string; words: string; series: string[]; surface: string }[] {
  const hex = (color: string): string =>
    `#${(color.match(/[\d.]+/g) ?? [])
      .slice(0, 3)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')}`;
  return [...document.querySelectorAll('bc-widget')].flatMap((widget) => {
    const root = widget.shadowRoot?.querySelector('bc-chart')?.shadowRoot;
    const plot = root?.querySelector('.plot');
    if (!root || !plot) return [];
    const [words = '', , ...series] = [...root.querySelectorAll('.probe i')].map((probe) =>
      hex(getComputedStyle(probe).color),
    );
    const name = widget.closest('section')?.getAttribute('aria-label') ?? '';
    return [{ name, words, series, surface: hex(getComputedStyle(plot).backgroundColor) }];
  });
}

/** How many pixels of the first chart have each colour. */
export function paintedInPage(): Record<string, number> {
  const canvas = document
    .querySelector('bc-widget')
    ?.shadowRoot?.querySelector('bc-chart')
    ?.shadowRoot?.querySelector<HTMLCanvasElement>('.plot canvas');
  const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  const found: Record<string, number> = {};
  for (let at = 0; at < data.length; at += 4) {
    const color = `#${[...data.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    found[color] = (found[color] ?? 0) + 1;
  }
  return found;
}
