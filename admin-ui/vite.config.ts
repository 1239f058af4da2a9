/** How the admin UI is built into dist/admin-ui, and served while developing it (against the API, or against invented data). */

import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';
import { fixtures } from './dev/fixtures-plugin.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command, mode }) => {
  const settings = loadEnv(mode, here('.'), 'ADMIN_UI_');
  // Invented data only while developing: a build never contains the plugin's answers, which live in the dev server.
  const invented = command === 'serve' && settings['ADMIN_UI_FIXTURES'] === '1';
  return {
    root: here('.'),
    base: '/',
    plugins: [react(), tailwindcss(), ...(invented ? [fixtures()] : [])],
    build: {
      outDir: here('../dist/admin-ui'),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      port: 5173,
      strictPort: true,
      proxy: invented ? {} : { '/api': 'http://127.0.0.1:3000', '/health': 'http://127.0.0.1:3000' },
    },
  };
});
