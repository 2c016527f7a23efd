// What one aims for: the elements do it all.
import "../elements/own-forms.js";
import "../elements/own.js";
