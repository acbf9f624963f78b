// The data in the page (see data_block.py).

function readBlock(name) {
  return JSON.parse(document.querySelector(`script[data-name="${name}"]`).textContent);
}

// All blocks of a name, in their order.
function readBlocks(name) {
  const blocks = document.querySelectorAll(`script[data-name="${name}"]`);
  return [...blocks].map((block) => JSON.parse(block.textContent));
}

// A function that gives article number `index`, parsed when it is asked for.
function readArticles() {
  const blocks = document.querySelectorAll('script[data-name="article"]');
  return (index) => JSON.parse(blocks[index].textContent);
}
