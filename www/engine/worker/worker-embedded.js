/** The training worker, for pages that may embed its files. */
import './fetch-embedded.js';
import './worker.js';
