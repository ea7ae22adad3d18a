import type { AxeResults, RunOptions } from 'axe-core';

interface Axe {
  run(context: Element | Document, options: RunOptions): Promise<AxeResults>;
}

let loading: Promise<Axe> | undefined;

/** One line per rule that axe finds broken in an element (open shadow roots included); empty when all is well. */
export async function axeFindings(element: Element | Document, options: RunOptions = {}): Promise<string[]> {
  const address = '/axe.js';
  loading ??= import(address).then((module: { default: Axe }) => module.default);
  // a fragment under test is not a page: it needs no landmark and no heading order of its own
  const rules = { region: { enabled: false }, 'page-has-heading-one': { enabled: false } };
  const { violations } = await (await loading).run(element, { rules, ...options });
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(', ')})`);
}
