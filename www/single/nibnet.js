/**
 * `<script src="nibnet.js">`: registers the elements, and offers what the package does as the
 * global `nibnet`.
 */
import '../elements/define.js';

export * from '../elements/index.js';
