// Bundles the compiled application, the module and what the module needs; the application's own packages stay outside.
const webpack = require('webpack');
/** Packages that pg and ws look for, and do without. */
const optional = ['pg-native', 'pg-cloudflare', 'bufferutil', 'utf-8-validate'];
const outside = new Set([...Object.keys(require('./package.json').dependencies), ...optional]);
outside.delete('worker-registration');

const packageOf = (request) => request.split('/', request.startsWith('@') ? 2 : 1).join('/');
webpack(
  {
    mode: 'none',
    target: 'node20',
    entry: './dist/main.js',
    output: { path: `${__dirname}/dist`, filename: 'bundle.js' },
    externals: ({ request }, done) =>
      outside.has(packageOf(request)) ? done(null, `commonjs ${request}`) : done(),
  },
  (error, stats) => {
    if (error) throw error;
    process.stdout.write(stats.toString({ all: false, errors: true, warnings: true }));
  },
);
