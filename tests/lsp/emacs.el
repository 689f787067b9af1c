;;; What the test of Emacs does: open a file, show its diagnostics, apply a fix, show them again.  -*- lexical-binding: t -*-
;;; It runs after the recipe of docs/editors.md, and prints a transcript.

(require 'cl-lib)
(require 'flymake)

(defun transcript-wait (what done)
  "Wait until DONE returns something.  If it does not, say that WHAT is missing, and end."
  (with-timeout (30 (message "timed out: %s" what) (kill-emacs 1))
    (while (not (funcall done))
      (accept-process-output nil 0.05)
      (flymake-start))))

(defun transcript-diagnostic (code)
  "The diagnostic with this CODE, or nil."
  (cl-find-if (lambda (one) (string-search code (flymake-diagnostic-text one))) (flymake-diagnostics)))

(defun transcript-show (title)
  "Print TITLE and the diagnostics."
  (princ (format "%s\n" title))
  (dolist (one (sort (flymake-diagnostics) (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b)))))
    (save-excursion
      (goto-char (flymake-diagnostic-beg one))
      (princ (format "  %d:%d %s\n" (line-number-at-pos) (1+ (current-column))
                     (car (split-string (flymake-diagnostic-text one) "\n")))))))

(let ((code (getenv "CODE"))
      (make-backup-files nil))
  (find-file (getenv "RIDE"))
  (run-hooks 'post-command-hook)        ; eglot-ensure waits for the first command
  (princ (format "opened: %s\n" (buffer-name)))
  (transcript-wait "diagnostics" (lambda () (transcript-diagnostic code)))
  (transcript-show "diagnostics:")
  (let ((found (transcript-diagnostic code))
        (before (buffer-chars-modified-tick))
        (last-nonmenu-event ?x))        ; as if a key was pressed: a mouse would open a menu
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (let ((title (cl-find-if (lambda (one) (string-prefix-p code one)) (mapcar #'car choices))))
                   (princ (format "applied: %s\n" title))
                   title))))
      (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) nil t))
    (transcript-wait "the fix" (lambda () (/= before (buffer-chars-modified-tick)))))
  (eglot--signal-textDocument/didChange)
  (transcript-wait "diagnostics after the fix" (lambda () (not (transcript-diagnostic code))))
  (transcript-show "diagnostics after the fix:")
  (save-buffer)
  (princ "saved\n")
  (kill-emacs 0))
