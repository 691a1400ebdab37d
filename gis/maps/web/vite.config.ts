import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the service; the built page is served by the service itself. */
const SERVICE = process.env.WANGGE_ORIGIN ?? 'http://127.0.0.1:8000';

export default defineConfig({
  build: {
    target: 'es2023',
    outDir: 'dist',
    // Nothing inlined: the page's rules forbid data: for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre in one piece.
    chunkSizeWarningLimit: 1400,
  },
  worker: { format: 'es' },
  // The palette all maps share lies beside this folder.
  server: {
    fs: { allow: ['.', '../palette.json'] },
    proxy: { '/api': SERVICE, '/live': SERVICE, '/tiles': SERVICE },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
});
