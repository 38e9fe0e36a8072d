// Next and SvelteKit: pages with the elements, rendered on a server first, where there is no DOM,
// then in the browser.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, served, visit } from './pages.mjs';
import { install, run } from './project.mjs';

const PATIENCE = { timeout: 60_000 };

/** @type {{[framework: string]: {folder: string, build: string[], output: string}}} */
const PROJECTS = {
  Next: { folder: 'next', build: ['next/dist/bin/next', 'build'], output: 'out' },
  SvelteKit: { folder: 'kit', build: ['vite/bin/vite.js', 'build'], output: 'build' },
};

for (const [framework, { folder, build, output }] of Object.entries(PROJECTS)) {
  test(`${framework} renders a page with the elements, and the page works`, async () => {
    const project = await mkdtemp(join(tmpdir(), `nibnet-${folder}-`));
    try {
      await cp(join(ROOT, 'tests/package', folder), project, { recursive: true });
      const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
      await run('npm', words, { cwd: project });
      await install(project);
      const [program, ...rest] = build;
      const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
      await run(process.execPath, [join('node_modules', program), ...rest], {
        cwd: project,
        env,
      }).catch(({ stdout, stderr }) => assert.fail(`${stdout}\n${stderr}`));

      const html = await readFile(join(project, output, 'index.html'), 'utf8');
      assert.match(
        html,
        /<nib-pad[^>]* sample="7"/,
        'the element is rendered before any script runs',
      );
      await served(join(project, output), (url) =>
        visit(url, async ({ page }) => {
          await page.waitForFunction(
            () => document.querySelector('#guess')?.textContent === '7',
            null,
            PATIENCE,
          );
          await page.waitForFunction(
            () => document.querySelector('#read')?.textContent === '7',
            null,
            PATIENCE,
          );
        }),
      );
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  });
}
