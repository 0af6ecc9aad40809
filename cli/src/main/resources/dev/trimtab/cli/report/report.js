document.documentElement.classList.add('js');
document.addEventListener('click', function (event) {
  var button = event.target.closest('button');
  if (!button) return;
  if (button.classList.contains('copy')) {
    var code = button.parentElement.querySelector('pre');
    var done = function () {
      button.textContent = 'Copied';
      setTimeout(function () { button.textContent = 'Copy'; }, 1500);
    };
    var select = function () {
      var range = document.createRange();
      range.selectNodeContents(code);
      var selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (document.execCommand('copy')) done();
    };
    // A page opened from a file has no clipboard in some browsers.
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, select);
    else select();
  }
  if (button.id === 'open-all') {
    var all = Array.prototype.slice.call(document.querySelectorAll('#recommendations details.card'));
    var open = all.some(function (one) { return !one.open; });
    all.forEach(function (one) { one.open = open; });
    button.textContent = open ? 'Close all' : 'Open all';
  }
});
