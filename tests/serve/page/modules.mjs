// The page's own modules, for tests without a browser.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { source, temporaryFolder } from './pictures.mjs';

export async function module(name) {
  const bundle = path.join(temporaryFolder(), `${name}.mjs`);
  execFileSync(process.env.ESBUILD ?? 'esbuild', [
    path.join(source, 'src/serve/page', `${name}.ts`), '--bundle', '--format=esm', '--target=es2020',
    `--outfile=${bundle}`, '--log-level=warning',
  ]);
  return import(pathToFileURL(bundle).href);
}
