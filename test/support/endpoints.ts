import type { TestRunnerConfig } from '@web/test-runner';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];

/** What the browser tests' own server answers besides files: fake endpoints under `/fake/`. */
export const endpoints: Middleware[] = [];
