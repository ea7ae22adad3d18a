import { types } from '../../components/model/types/index.ts';
import { check, keep, openVisual, show } from './check.ts';

/**
 * `npm run visual` compares what every type looks like with the pictures in `baselines/`; `-- --update` renews them,
 * `-- --look` writes them to `coverage/visual` in the fonts of this machine, for people, and `-- --matrix` does so for
 * every state in every theme, size and direction. Names of types choose some.
 */
const [options, names] = [process.argv.slice(2).filter((each) => each.startsWith('--')), process.argv.slice(2)];
const chosen = names.filter((name) => !name.startsWith('--'));
const unknown = chosen.filter((name) => !types[name]);
if (unknown.length) throw new Error(`there is no type ${unknown.join(', ')}`);
const visual = await openVisual();
const version = await visual.browser.version();
try {
  for (const type of chosen.length ? chosen : Object.keys(types)) {
    if (options.includes('--matrix')) {
      for await (const [name, sheet] of visual.matrix(type)) console.log(show(name, sheet));
      continue;
    }
    const sheet = await visual.take(type, { isForPeople: options.includes('--look') });
    if (options.includes('--look')) console.log(show(type, sheet));
    else {
      const wrong = check(type, sheet, version);
      if (options.includes('--update')) {
        if (wrong.length) keep(type, sheet, version);
        continue;
      }
      console.log(wrong.length ? wrong.join('\n') : `${type} is as it was`);
      if (wrong.length) process.exitCode = 1;
    }
  }
} finally {
  await visual.close();
}
