import Reveal from '../vendor/reveal/reveal.mjs';

const deck = new Reveal({
  hash: true,
  width: 960,
  height: 700,
  transition: 'none',
  controls: true,
});
await deck.initialize();
Object.assign(window, { deck });
