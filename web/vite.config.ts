import { defineConfig } from "vite";

// While developing, `npm run dev` hands /v1 to a service on this machine; the built page is served by the service itself.
export default defineConfig({
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, target: "es2022" },
  server: { host: "127.0.0.1", proxy: { "/v1": { target: "http://127.0.0.1:8000", changeOrigin: false } } },
});
