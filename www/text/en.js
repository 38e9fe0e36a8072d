/**
 * All English sentences: what translations are compared with. A module that says something takes
 * the one file it needs, so that a visitor who only draws fetches no sentences of training.
 */
export * from './en/reading.js';
export * from './en/teaching.js';
export * from './en/training.js';
