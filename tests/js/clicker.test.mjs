// Which keys turn an element that follows a clicker.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnOf } from '../../www/host/clicker.js';

test('by default all that clickers send', () => {
  for (const key of ['PageDown', 'ArrowRight', 'ArrowDown', ' '])
    assert.equal(turnOf('', key), 'next', key);
  for (const key of ['PageUp', 'ArrowLeft', 'ArrowUp'])
    assert.equal(turnOf(' ', key), 'previous', key);
  for (const key of ['Enter', 'b', 'F5', 'Escape', '|']) assert.equal(turnOf('', key), null, key);
});

test('keys of one’s own take the place of all of them, with or without a way back', () => {
  assert.equal(turnOf('Enter n | Backspace', 'n'), 'next');
  assert.equal(turnOf('Enter n|Backspace', 'Backspace'), 'previous');
  assert.equal(turnOf('Enter n | Backspace', 'PageDown'), null);
  assert.equal(turnOf('Space', ' '), 'next');
  assert.equal(turnOf('Space', 'PageUp'), null);
  assert.equal(turnOf('| ArrowLeft', ''), null, 'no name is no key');
});
