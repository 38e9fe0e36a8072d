import { defineConfig } from 'vite';

// Vue is to leave our tags to the browser.
export default defineConfig({
  slidev: {
    vue: {
      template: { compilerOptions: { isCustomElement: (tag: string) => tag.startsWith('nib-') } },
    },
  },
});
