/**
 * The languages besides English. Each is a module of its own, which is loaded when it is spoken.
 */
import { addLanguage } from './language.js';

addLanguage('de', 'Deutsch', () => import('./de.js'));
addLanguage('ru', 'Русский', () => import('./ru.js'));
