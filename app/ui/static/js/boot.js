// Runs before the first paint: style sheets may know that scripts are there.
document.documentElement.classList.add("ld-js");
