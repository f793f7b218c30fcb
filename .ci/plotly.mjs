// Puts together the part of plotly.js that our figures use, and the licences of all that is in it:
//
//     node .ci/plotly.mjs app/static
//
// The whole library is four times as large, and a browser reads all of it before it draws. A
// figure of another kind needs its trace named here. A test holds that what is committed is what
// this program makes.

import { createRequire } from 'node:module'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TRACES = ['bar', 'scatter', 'treemap']

const folder = process.argv[2]
const parts = join(dirname(fileURLToPath(import.meta.url)), '..', '.npm-counterparts')
const { build } = createRequire(join(parts, 'package.json'))('esbuild')

const made = await build({
  absWorkingDir: parts,
  stdin: {
    contents: `
      import Plotly from 'plotly.js/lib/core'
      ${TRACES.map((trace) => `import ${trace} from 'plotly.js/lib/${trace}'`).join('\n')}
      Plotly.register([${TRACES}])
      export default Plotly
    `,
    resolveDir: parts,
  },
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  define: { global: 'globalThis' },
  loader: { '.css': 'empty' }, // the maps', which are not in it
  legalComments: 'none',
  metafile: true,
  write: false,
})

const [{ inputs }] = Object.values(made.metafile.outputs)
const packages = Object.entries(inputs)
  .filter(([file, part]) => part.bytesInOutput > 0 && !file.endsWith('.css'))
  .map(([file]) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/))
const named = [...new Set(packages.filter(Boolean).map(([, name]) => name))].sort()
const licences = named.map((name) => {
  const home = join(parts, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const file = readdirSync(home).find((each) => /^licen[cs]e/i.test(each))
  const words = file ? readFileSync(join(home, file), 'utf8') : `License: ${license}\n`
  return `${name} ${version}\n\n${words.replaceAll('\r', '').trim()}\n`
})

const { version } = JSON.parse(readFileSync(join(parts, 'node_modules/plotly.js/package.json'), 'utf8'))
const head = `/* plotly.js ${version} with ${TRACES.join(', ')}; licences in plotly-LICENSES.txt */\n`
writeFileSync(join(folder, 'plotly.js'), head + made.outputFiles[0].text)
writeFileSync(join(folder, 'plotly-LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`))
